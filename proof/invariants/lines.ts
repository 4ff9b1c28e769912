import { listOf, type Resource, show, type Template, textOf, type Value } from './template';

/** One line for each action on each resource: `s3:GetObject on <Storage/Buckets/Originals.Arn>/uploads/*`. */
export function linesOf(template: Template, statement: Value): string[] {
  const { Effect, Action, NotAction, Resource: on, NotResource, Principal, NotPrincipal, Condition } = statement;
  const effect = Effect === 'Allow' ? '' : `${show(Effect)} `;
  const condition = Condition ? ` when ${readable(template, Condition)}` : '';
  const who = [
    ...(Principal === undefined ? [] : [` by ${readable(template, Principal)}`]),
    ...(NotPrincipal === undefined ? [] : [` by all but ${readable(template, NotPrincipal)}`]),
  ].join('');
  const actions = NotAction === undefined ? listOf(Action).map(show) : [`all but ${show(NotAction)}`];
  const resources =
    NotResource === undefined ? listOf(on).map((each) => withPaths(template, textOf(each))) : [`all but ${show(NotResource)}`];
  // A role's trust policy names no resource: it applies to the role itself.
  const places = resources.length > 0 ? resources.map((place) => ` on ${place}`) : [''];
  return actions.flatMap((action) => places.map((place) => `${effect}${action}${place}${who}${condition}`));
}

/** The part of a construct's path that is the same in every stack. */
export function pathOf({ id, path }: Resource): string {
  return path?.replace(/\/Resource$/, '') ?? id;
}

/** A structure as JSON, with its references in the format of the lines. */
function readable(template: Template, value: Value): string {
  return JSON.stringify(value, (_, inner) => {
    const isIntrinsic =
      typeof inner === 'object' && inner !== null && Object.keys(inner).some((key) => key === 'Ref' || key.startsWith('Fn::'));
    return isIntrinsic ? withPaths(template, textOf(inner)) : inner;
  });
}

/** Replaces logical ids, which contain a hash, with paths, which are readable and the same in every stack. */
function withPaths(template: Template, text: string): string {
  return text.replaceAll(/<([A-Za-z0-9]+)/g, (whole, id) => {
    const resource = template.find(id);
    return resource ? `<${pathOf(resource)}` : whole;
  });
}
