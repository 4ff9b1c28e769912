type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>;

const isIntrinsicKey = (key: string) => key === 'Ref' || key.startsWith('Fn::');

/** A reference or a function of CloudFormation: what is in it is one value. */
const isIntrinsic = (value: object) => Object.keys(value).some(isIntrinsicKey);

/** Runs `use` with the resources, and returns the paths of the properties that it reads: `AWS::S3::Bucket.LifecycleConfiguration.Rules`. */
export function recordReads(resources: Resources, use: (recorded: Resources) => unknown): ReadonlySet<string> {
  const read = new Set<string>();
  const observed = (value: object, path: string): object =>
    isIntrinsic(value)
      ? value
      : new Proxy(value, {
          get(target, key, receiver) {
            const found = Reflect.get(target, key, receiver);
            if (typeof key === 'symbol' || isIntrinsicKey(key) || (Array.isArray(target) && !/^\d+$/.test(key))) return found;
            const own = Array.isArray(target) ? path : `${path}.${key}`;
            read.add(own);
            return typeof found === 'object' && found !== null ? observed(found, own) : found;
          },
        });
  const recorded = Object.entries(resources).map(([id, { Type, Properties }]) => {
    return [id, { Type, Properties: observed(Properties, Type) as object }];
  });
  use(Object.fromEntries(recorded));
  return read;
}

/** The paths of the values that differ, in resources that both have. */
export function changedPaths(before: Resources, after: Resources): string[] {
  return Object.entries(after).flatMap(([id, { Type, Properties }]) => {
    const own = before[id];
    return own ? differing(own.Properties, Properties, Type) : [];
  });
}

function differing(one: unknown, other: unknown, path: string): string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !isIntrinsic(value);
  if (!isObject(other) || (one !== undefined && !isObject(one))) return [path];
  const parts = (value: unknown) => (value ?? {}) as Record<string, unknown>;
  const keys = new Set([...Object.keys(parts(one)), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differing(parts(one)[key], parts(other)[key], Array.isArray(other) ? path : `${path}.${key}`));
}
