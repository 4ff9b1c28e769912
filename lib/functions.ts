import { Duration, Size } from 'aws-cdk-lib';
import { UserError } from '../cli/user-error';
import { type EndpointName, endpoints } from '../lambda/api/endpoints';
import { rowProblems } from '../lambda/events/row-problems';
import { type TriggerName, triggers } from '../lambda/events/triggers';
import { type FunctionRow, functionDefaults } from '../lambda/function-row';

export type FunctionName = EndpointName | TriggerName;

/** All functions of the application. */
export const functionNames: readonly FunctionName[] = [...endpoints, ...triggers].map(({ name }) => name);

/** The row of each function. */
const rows: readonly FunctionRow[] = [...endpoints, ...triggers];

/** Resources of a function. */
export interface FunctionSize {
  /** Also determines the share of CPU: 1769 MiB is one vCPU. */
  readonly memory: Size;
  readonly timeout: Duration;
}

/** @throws TypeError when no table has a row with this name */
export function sizeOf(name: FunctionName): FunctionSize {
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) throw new TypeError(`No row named ${name} in lambda/api/endpoints.ts or lambda/events/triggers.ts.`);
  const { memoryMb, timeoutSeconds } = { ...functionDefaults, ...row };
  return { memory: Size.mebibytes(memoryMb), timeout: Duration.seconds(timeoutSeconds) };
}

/** @throws UserError when the rows contradict each other, or AWS would reject one */
export function checkRows(): void {
  const problems = rowProblems(triggers, endpoints);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
}
