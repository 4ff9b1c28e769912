import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Returns whether a write succeeded; `false` when its condition failed. */
export async function conditionalWrite(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
