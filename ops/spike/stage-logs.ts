import { setTimeout as wait } from 'node:timers/promises';
import { calls } from '../../estimate/bill/calls';
import { type DeployedStack, deployedStack } from '../../estimate/logs/deployed-stack';
import { measuredFunctions } from '../../estimate/logs/measure-stack';
import { functionsIn } from '../../estimate/template/functions';
import { Template } from '../../estimate/template/template';

/** What Lambda has reported about the calls of a spike. */
export interface ColdStarts {
  readonly calls: number;
  readonly cold: number;
  /** Mean initialization of a cold start, in milliseconds. @default - none started cold */
  readonly initMs?: number;
}

/** How long to wait for the lines of a log, and between two looks, in milliseconds. */
const patience = { all: 90_000, pause: 5_000 };

/** The template of a deployed stack, and the lines that Lambda writes about each call. */
export class StageLogs {
  private constructor(
    private readonly deployed: DeployedStack,
    readonly template: Template,
  ) {}

  /** @throws UserError when the stack does not exist @throws Error of the AWS SDK */
  static async open(stack: string): Promise<StageLogs> {
    const deployed = await deployedStack(stack);
    return new StageLogs(deployed, new Template(JSON.parse(deployed.template), stack));
  }

  /**
   * Counts the calls of a route's function since a time, once its log has all of them, or after a while those that it has.
   * @param expected calls that must be there
   */
  async coldStarts(route: string, since: Date, expected: number, { all, pause } = patience): Promise<ColdStarts> {
    const fn = functionsIn(this.template, Object.keys(calls)).find(({ sources }) =>
      sources.some((source) => source.kind === 'route' && source.route === route),
    );
    for (const end = Date.now() + all; ; await wait(pause)) {
      const measured = (await measuredFunctions(this.deployed, since, new Date()))[fn?.id ?? ''];
      const found = { calls: measured?.calls ?? 0, cold: measured?.cold ?? 0, initMs: measured?.init?.mean };
      if (found.calls >= expected || Date.now() >= end) return found;
    }
  }
}
