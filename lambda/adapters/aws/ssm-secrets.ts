import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { secretParameter } from '../../contract';
import type { Clock } from '../../core/ports';

interface KnownSecret {
  readonly text: string;
  readonly readAt: number;
}

/** Secrets of one stack, in Parameter Store. Each is read when it is first needed, and again once it is too old. */
export class SsmSecrets {
  private readonly known = new Map<string, KnownSecret>();

  constructor(
    private readonly client: Pick<SSMClient, 'send'>,
    private readonly stack: string,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  async read(name: string, maxAgeSeconds = 300): Promise<string> {
    const now = this.clock.now().getTime();
    const known = this.known.get(name);
    if (known && now - known.readAt < maxAgeSeconds * 1000) return known.text;
    const text = await this.fetch(secretParameter(this.stack, name));
    this.known.set(name, { text, readAt: now });
    return text;
  }

  private async fetch(parameter: string): Promise<string> {
    try {
      const { Parameter } = await this.client.send(new GetParameterCommand({ Name: parameter, WithDecryption: true }));
      if (Parameter?.Value) return Parameter.Value;
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
    }
    throw new Error(
      `There is no secret ${parameter}. Create it: aws ssm put-parameter --type SecureString --name ${parameter} --value …`,
    );
  }
}
