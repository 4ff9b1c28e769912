import { explainAwsErrors } from '../cli/aws-fault';
import { UsageError } from '../cli/usage-error';
import { takeStack } from '../ops/stack-option';
import { setDefaults } from './environment';

/**
 * Takes `--stack [NAME]` out of the arguments, and sets the environment variables that the outputs of that stack contain.
 * @throws UserError when the stack cannot be read
 */
export async function useStack(args: string[]): Promise<void> {
  const { stack, rest } = taken(args);
  if (stack === undefined) return;
  args.splice(0, args.length, ...rest);
  // The SDK takes a while to load.
  const { outputsOf, requireOutputs } = await import('../ops/stack-outputs');
  const names = [
    'TableName',
    'OriginalsBucketName',
    'RenditionsBucketName',
    'UploadQueueUrl',
    'EventBusName',
    'SignInIssuer',
    'NativeClientId',
  ] as const;
  await explainAwsErrors(async () => {
    const outputs = await outputsOf(stack);
    const found = requireOutputs(stack, outputs, names);
    const clients = [
      found.NativeClientId,
      outputs.PageClientId, // part: web
    ];
    setDefaults({
      TABLE_NAME: found.TableName,
      ORIGINALS_BUCKET: found.OriginalsBucketName,
      RENDITIONS_BUCKET: found.RenditionsBucketName,
      UPLOADS_QUEUE_URL: found.UploadQueueUrl,
      EVENT_BUS: found.EventBusName,
      SERVICE_NAME: stack,
      SIGN_IN_ISSUER: found.SignInIssuer,
      SIGN_IN_CLIENT_IDS: clients.filter(Boolean).join(),
    });
  });
}

function taken(args: readonly string[]) {
  try {
    return takeStack(args);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
