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

interface PermittedRow extends Pick<FunctionRow, 'may'> {
  /** The secret of a signed endpoint. */
  readonly secret?: string; // part: signed
}

/** Returns all permits of a row: those in `may`, and those that derive from its other fields. */
export function permitsOf(row: PermittedRow): readonly Permit[] {
  if (row.secret !== undefined) return [...row.may, `secrets.read:${row.secret}`]; // part: signed
  return row.may;
}
