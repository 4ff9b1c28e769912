import type { Permit } from './contract';

/** Fields of every row in both tables. */
export interface FunctionRow {
  /** Names the handler's file and the function. */
  readonly name: string;
  /** Everything that the function is allowed to do. */
  readonly may: readonly Permit[];
  /** One sentence about its work, for the console and the OpenAPI document. */
  readonly summary: string;
  /** Memory in MiB. It also sets the share of CPU: 1769 MiB is one vCPU. @default 512 */
  readonly memoryMb?: number;
  /** How long one invocation may take, in seconds. @default 10 */
  readonly timeoutSeconds?: number;
}

export const functionDefaults = { memoryMb: 512, timeoutSeconds: 10 } as const;

/** Returns all permits of a row: those in `may`, and for a signed endpoint the permit to read its secret. */
export function permitsOf({ may, secret }: Pick<FunctionRow, 'may'> & { readonly secret?: string }): readonly Permit[] {
  return secret === undefined ? may : [...may, `secrets.read:${secret}`];
}
