import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Whether a write happened, or its condition was not met. */
export async function conditionalWrite(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
