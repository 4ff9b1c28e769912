import { signedCall } from './signed-call';

/** The operations of IAM on the inline policies of a role. */
export class RolePolicies {
  constructor(
    private readonly fetchThere: typeof fetch,
    private readonly role: string,
  ) {}

  async names(): Promise<string[]> {
    return [...(await this.call('ListRolePolicies', {})).matchAll(/<member>([^<]*)<\/member>/g)].map(([, name = '']) => name);
  }

  async get(PolicyName: string): Promise<string> {
    const [, document = ''] = /<PolicyDocument>([^<]*)</.exec(await this.call('GetRolePolicy', { PolicyName })) ?? [];
    return decodeURIComponent(document);
  }

  async put(PolicyName: string, PolicyDocument: string): Promise<void> {
    await this.call('PutRolePolicy', { PolicyName, PolicyDocument });
  }

  async remove(PolicyName: string): Promise<void> {
    await this.call('DeleteRolePolicy', { PolicyName });
  }

  private call(Action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const form = new URLSearchParams({ Action, Version: '2010-05-08', RoleName: this.role, ...parameters });
    return signedCall(this.fetchThere, 'iam', { 'content-type': 'application/x-www-form-urlencoded' }, String(form));
  }
}
