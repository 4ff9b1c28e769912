import { Duration, Size } from 'aws-cdk-lib';
import { UserError } from '../cli/user-error';
import { type EndpointName, endpoints } from '../lambda/api/endpoints';
import { rowProblems } from '../lambda/events/row-problems';
import { type TriggerName, triggers } from '../lambda/events/triggers';
import { type FunctionRow, functionDefaults } from '../lambda/function-row';

export type FunctionName = EndpointName | TriggerName;

/** Every function of the application. */
export const functionNames: readonly FunctionName[] = [...endpoints, ...triggers].map(({ name }) => name);

/** The row of each function. */
const rows: readonly FunctionRow[] = [...endpoints, ...triggers];

/** What a function gets of a machine. */
export interface FunctionSize {
  /** Sets the share of CPU too: 1769 MiB is one vCPU. */
  readonly memory: Size;
  readonly timeout: Duration;
}

/** @throws TypeError when no table has a row of that name */
export function sizeOf(name: FunctionName): FunctionSize {
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) throw new TypeError(`No table has a row ${name}.`);
  const { memoryMb, timeoutSeconds } = { ...functionDefaults, ...row };
  return { memory: Size.mebibytes(memoryMb), timeout: Duration.seconds(timeoutSeconds) };
}

/** @throws UserError when the rows contradict each other, or AWS would refuse one */
export function checkRows(): void {
  const problems = rowProblems(triggers, endpoints);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
}
