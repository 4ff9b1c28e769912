import type { Value } from '../../proof/invariants/template';

/** A copy of a template to be damaged. Resources are found by the path of their construct below the stack. */
export class Draft {
  readonly json: Value;

  constructor(template: Value) {
    this.json = structuredClone(template);
  }

  /** Returns a resource of the template. @throws RangeError when there is none, or there are several */
  at(path: string): Value {
    return this.json.Resources[this.id(path)];
  }

  /** Sets a property, given by its keys: `set('Service/health/Function', 'Environment.Variables.TOKEN', 'x')`. */
  set(path: string, keys: string, value: Value): void {
    const [last = '', ...above] = keys.split('.').reverse();
    let place = this.at(path);
    for (const key of ['Properties', ...above.reverse()]) {
      place[key] ??= {};
      place = place[key];
    }
    place[last] = value;
  }

  /** Takes a property away. */
  drop(path: string, keys: string): void {
    this.set(path, keys, undefined);
    // As a template is read: what is undefined is not there.
    const { Properties } = this.at(path);
    this.at(path).Properties = JSON.parse(JSON.stringify(Properties));
  }

  /** Adds a resource, as if the CDK had made it at that path. */
  add(path: string, type: string, properties: Value): void {
    this.json.Resources[path.replaceAll(/[^A-Za-z0-9]/g, '')] = {
      Type: type,
      Properties: properties,
      Metadata: { 'aws:cdk:path': `${this.stack()}/${path}` },
    };
  }

  /** Makes another type of a resource. */
  turn(path: string, type: string, properties: (given: Value) => Value): void {
    const resource = this.at(path);
    resource.Type = type;
    resource.Properties = properties(resource.Properties);
  }

  remove(path: string): void {
    delete this.json.Resources[this.id(path)];
  }

  ref(path: string): Value {
    return { Ref: this.id(path) };
  }

  arn(path: string): Value {
    return { 'Fn::GetAtt': [this.id(path), 'Arn'] };
  }

  /** Adds a parameter of the template. @returns a reference to it, whose value is unknown */
  parameter(name = 'Unknown'): Value {
    this.json.Parameters = { ...this.json.Parameters, [name]: { Type: 'String' } };
    return { Ref: name };
  }

  /** Lets the role of a function do one thing more. */
  allow(name: string, action: Value, resource: Value): void {
    this.at(`Service/${name}/Role/DefaultPolicy`).Properties.PolicyDocument.Statement.push({
      Effect: 'Allow',
      Action: action,
      Resource: resource,
    });
  }

  private id(path: string): string {
    const paths = [path, `${path}/Resource`].map((each) => `${this.stack()}/${each}`);
    const [id, ...more] = Object.keys(this.json.Resources).filter((each) => paths.includes(this.pathOf(each)));
    if (!id || more.length > 0) throw new RangeError(`There is no resource, or more than one, at ${path}.`);
    return id;
  }

  private stack(): string {
    const [first = ''] = Object.keys(this.json.Resources);
    return this.pathOf(first).split('/')[0] ?? '';
  }

  private pathOf(id: string): string {
    return this.json.Resources[id].Metadata?.['aws:cdk:path'] ?? '';
  }
}
