import type { Value } from '../invariants/template';

/** What is done to a template: its four ways to be wrong. */
export type Operator = 'delete' | 'negate' | 'raise' | 'swap';

/** One change of one place of a template. */
export interface GenericMutant {
  readonly operator: Operator;
  readonly id: string;
  readonly type: string;
  /** Keys below the resource's properties, `*` for each place of a list; empty for the resource itself. */
  readonly property: string;
  /** Makes the change. @returns what takes it back */
  readonly apply: () => () => void;
}

/** Opposites that are written as text. */
const opposites: Readonly<Record<string, string>> = {
  Allow: 'Deny',
  Deny: 'Allow',
  Enabled: 'Disabled',
  ENABLED: 'DISABLED',
  true: 'false',
  false: 'true',
};

/** Every mutant of a template, which is changed in place, one mutant at a time. */
export function* mutantsOf(json: Value): Generator<GenericMutant> {
  for (const [id, resource] of Object.entries<Value>(json.Resources)) {
    const about = { id, type: resource.Type };
    yield { ...about, operator: 'delete', property: '', apply: () => replace(json.Resources, id, undefined) };
    yield* within(json, about, resource.Properties ?? {}, []);
  }
}

function* within(json: Value, about: { id: string; type: string }, place: Value, above: string[]): Generator<GenericMutant> {
  for (const [key, value] of Object.entries<Value>(place)) {
    const keys = [...above, Array.isArray(place) ? '*' : key];
    const mutant = (operator: Operator, changed: Value) => ({
      ...about,
      operator,
      property: keys.join('.'),
      apply: () => replace(place, key, changed),
    });
    yield mutant('delete', undefined);
    if (typeof value === 'boolean') yield mutant('negate', !value);
    if (typeof value === 'string' && Object.hasOwn(opposites, value)) yield mutant('negate', opposites[value]);
    if (typeof value === 'number') yield mutant('raise', value * 10 + 1);
    if (typeof value !== 'object' || value === null) continue;
    const other = swapped(json, value);
    if (other) yield mutant('swap', other);
    // What an intrinsic function is made of is no property; but its references are swapped.
    yield* isIntrinsic(value) ? references(json, about, value, keys) : within(json, about, value, keys);
  }
}

/** The references inside of an intrinsic function. */
function* references(json: Value, about: { id: string; type: string }, place: Value, keys: string[]): Generator<GenericMutant> {
  for (const [key, value] of Object.entries<Value>(place)) {
    if (typeof value !== 'object' || value === null) continue;
    const other = swapped(json, value);
    if (other) yield { ...about, operator: 'swap', property: keys.join('.'), apply: () => replace(place, key, other) };
    yield* references(json, about, value, keys);
  }
}

function isIntrinsic(value: Value): boolean {
  const [key = '', ...more] = Object.keys(value);
  return more.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}

/** A reference to the next resource of the same type; `undefined` for all else, and where there is no other. */
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

/** Puts something else in a place, or nothing. @returns what puts it back, in its old order */
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
