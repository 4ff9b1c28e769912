import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** A function of a deployed stack, which a redrive invokes as its trigger does. */
export class DeployedFunction {
  /** @param arn the alias that the trigger calls */
  constructor(
    readonly name: string,
    private readonly arn: string,
    private readonly client: Pick<LambdaClient, 'send'>,
  ) {}

  /** Waits until the function has processed the event. @returns its response, or why it failed */
  async invoke(
    event: unknown,
  ): Promise<{ readonly response: unknown; readonly failure?: undefined } | { readonly failure: string }> {
    const command = new InvokeCommand({ FunctionName: this.arn, Payload: JSON.stringify(event) });
    const { FunctionError, Payload } = await this.client.send(command);
    const response = JSON.parse(Payload?.transformToString() || '{}');
    if (FunctionError) return { failure: `${this.name} failed (${response?.errorMessage ?? FunctionError}); see its log.` };
    return { response };
  }
}
