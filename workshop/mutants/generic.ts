import type { Value } from '../../proof/invariants/template';

/** A kind of mutation. */
export type Operator = 'delete' | 'negate' | 'raise' | 'swap';

/** A change of one place in a template. */
export interface GenericMutant {
  readonly operator: Operator;
  readonly id: string;
  readonly type: string;
  /** Keys below the resource's properties, `*` for each entry of a list; empty for the resource itself. */
  readonly property: string;
  /** The operator and the exact place. It is the same in every template with this place. */
  readonly place: string;
  /** Makes the change. @returns a function that undoes it */
  readonly apply: () => () => void;
}

/** Strings with an opposite. */
const opposites: Readonly<Record<string, string>> = {
  Allow: 'Deny',
  Deny: 'Allow',
  Enabled: 'Disabled',
  ENABLED: 'DISABLED',
  true: 'false',
  false: 'true',
};

/** Every mutant of a template. The template is changed in place, one mutant at a time. */
export function* mutantsOf(json: Value): Generator<GenericMutant> {
  for (const [id, resource] of Object.entries<Value>(json.Resources)) {
    const about = { json, id, type: resource.Type };
    yield mutant(about, 'delete', [], [], () => replace(json.Resources, id, undefined));
    yield* within(about, resource.Properties ?? {}, [], []);
  }
}

/** The mutated resource, and its template. */
interface About {
  readonly json: Value;
  readonly id: string;
  readonly type: string;
}

/** Keys below the properties of a resource. */
type Path = readonly string[];

function mutant({ id, type }: About, operator: Operator, property: Path, path: Path, apply: () => () => void): GenericMutant {
  return { operator, id, type, property: property.join('.'), place: [operator, id, ...path].join(' '), apply };
}

function* within(about: About, place: Value, property: Path, path: Path): Generator<GenericMutant> {
  for (const { key, value, segment } of partsOf(place)) {
    const keys = [...property, Array.isArray(place) ? '*' : key];
    const exactly = [...path, segment];
    const changed = (operator: Operator, to: Value) => mutant(about, operator, keys, exactly, () => replace(place, key, to));
    yield changed('delete', undefined);
    if (typeof value === 'boolean') yield changed('negate', !value);
    if (typeof value === 'string' && Object.hasOwn(opposites, value)) yield changed('negate', opposites[value]);
    if (typeof value === 'number') yield changed('raise', value * 10 + 1);
    if (typeof value !== 'object' || value === null) continue;
    const other = swapped(about.json, value);
    if (other) yield changed('swap', other);
    // The parts of an intrinsic function are not properties, but its references are swapped.
    yield* isIntrinsic(value) ? references(about, value, keys, exactly) : within(about, value, keys, exactly);
  }
}

/** The mutants of references inside an intrinsic function. */
function* references(about: About, place: Value, property: Path, path: Path): Generator<GenericMutant> {
  for (const { key, value, segment } of partsOf(place)) {
    if (typeof value !== 'object' || value === null) continue;
    const exactly = [...path, segment];
    const other = swapped(about.json, value);
    if (other) yield mutant(about, 'swap', property, exactly, () => replace(place, key, other));
    yield* references(about, value, property, exactly);
  }
}

/** Returns the entries of an object or a list, each with a distinct name. */
function partsOf(place: Value): { key: string; value: Value; segment: string }[] {
  const seen = new Map<string, number>();
  return Object.entries<Value>(place).map(([key, value]) => {
    const text = Array.isArray(place) ? identityOf(value) : undefined;
    if (text === undefined) return { key, value, segment: key };
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return { key, value, segment: `${text}#${before}` };
  });
}

/** Returns an identity of a list entry that does not depend on its position, which may differ in another template. */
function identityOf(value: Value): string | undefined {
  if (value?.Action !== undefined) return JSON.stringify([value.Effect, value.Action, value.Principal]);
  return value?.Ref || value?.['Fn::GetAtt'] ? JSON.stringify(value) : undefined;
}

function isIntrinsic(value: Value): boolean {
  const [key = '', ...more] = Object.keys(value);
  return more.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}

/** A reference to the next resource of the same type; `undefined` for any other value, and if there is no other resource. */
function swapped(json: Value, value: Value): Value {
  const { Ref, 'Fn::GetAtt': attribute } = value;
  const id = Ref ?? attribute?.[0];
  const type = json.Resources[id]?.Type;
  if (type === undefined) return undefined;
  const ids = Object.keys(json.Resources).filter((each) => json.Resources[each].Type === type);
  const other = ids[(ids.indexOf(id) + 1) % ids.length];
  if (other === id) return undefined;
  return Ref ? { Ref: other } : { 'Fn::GetAtt': [other, ...attribute.slice(1)] };
}

/** Replaces or removes a value. @returns a function that restores it, in its original order */
function replace(place: Value, key: string, changed: Value): () => void {
  const before = Array.isArray(place) ? [...place] : { ...place };
  if (changed !== undefined) place[key] = changed;
  else if (Array.isArray(place)) place.splice(Number(key), 1);
  else delete place[key];
  return () => {
    if (Array.isArray(place)) place.splice(0, place.length, ...before);
    else {
      for (const each of Object.keys(place)) delete place[each];
      Object.assign(place, before);
    }
  };
}
