import { aliasesEverywhere } from './aliases';
import { type Application, thisApplication } from './application';
import { confinedTasks, contractWorker } from './containers';
import { contractInvariants } from './contract';
import { genericInvariants } from './generic';
import { guardedApi } from './guarded-api';
import type { Invariant, Violation } from './invariant';
import { guardedPage, servedViews } from './page';
import { exactPermissions, knownFunctions } from './permissions';
import { samePlatform } from './platform';
import { recordedPolicies } from './policies';
import { jwtOnRoutes } from './routes';
import { soundClients } from './sign-in';
import { Template, type Value } from './template';
import { apiUncached, unchangedErrors } from './web';

/**
 * All invariants of an application.
 * @param accountConcurrency the account's concurrency limit of Lambda in its region, which no template contains
 *   @default 10, the limit of a new account
 * @param application @default - this application
 */
export function invariantsFor(accountConcurrency?: number, application: Application = thisApplication): readonly Invariant[] {
  const { contract, permissions, policies, platform, routes, page, originSecret } = application;
  return [
    exactPermissions(permissions),
    knownFunctions(permissions),
    recordedPolicies(policies),
    samePlatform(platform),
    jwtOnRoutes(contract, routes),
    apiUncached,
    servedViews(page),
    ...contractInvariants(contract),
    contractWorker(permissions, contract), // part: containers
    confinedTasks, // part: containers
    aliasesEverywhere,
    unchangedErrors,
    guardedApi(originSecret),
    guardedPage,
    soundClients,
    ...genericInvariants(accountConcurrency),
  ];
}

/** A violation, with the name of its invariant. */
export interface Finding extends Violation {
  readonly invariant: string;
}

/** All violations in a template. */
export function findingsIn(json: Value, invariants: readonly Invariant[] = invariantsFor()): Finding[] {
  const template = new Template(json);
  return invariants.flatMap(({ name, violations }) => violations(template).map((violation) => ({ invariant: name, ...violation })));
}
