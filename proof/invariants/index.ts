import { acceptedValues } from './accepted-values';
import { privateBuckets, tlsOnly } from './access';
import { aliasesEverywhere } from './aliases';
import { provisionedWithinReserved, reservedForSource, reservedWithinAccount, scalableTargets } from './concurrency';
import { contractInvariants } from './contract';
import { type Contract, contractOfCode } from './contract/contract';
import { soundDashboards } from './dashboards';
import { noSecretInEnvironment } from './environment';
import { fittingValues } from './fitting-values';
import { guardedApi } from './guarded-api';
import type { Invariant, Violation } from './invariant';
import { logRetention, ownLogGroups } from './logs';
import { noPhysicalNames } from './names';
import { distinctNotifications } from './notifications';
import { guardedPage, servedViews } from './page';
import { exactPermissions, knownFunctions } from './permissions';
import { samePlatform } from './platform';
import { type Policies, recordedOfVariants, recordedPolicies } from './policies';
import { deadLetterRetention, encryptedQueues, notificationKey, queueVisibility } from './queues';
import { pointInTimeRecovery } from './recovery';
import { noRecursion } from './recursion';
import { distinctRoutes, jwtOnRoutes } from './routes';
import { soundSchedules } from './schedules';
import { soundClients } from './sign-in';
import { Template, type Value } from './template';
import { lentToServices, sentFromHere } from './trust';
import { apiUncached, ownErrors, pageByTls, signedOrigins } from './web';

/** A new account's Lambda limit in a region. */
export const newAccountConcurrency = 10;

/** What is held of one application alone. */
export interface Application {
  readonly policies: Policies;
  readonly contract: Contract;
}

const thisApplication: Application = { policies: recordedOfVariants, contract: contractOfCode };

/**
 * All that must hold of a template of this application, besides what CloudFormation and the linters check.
 * @param accountConcurrency the account's Lambda limit in its region, which no template tells
 * @param application what its policies say, and what its code relies on
 */
export function invariantsFor(
  accountConcurrency = newAccountConcurrency,
  { policies, contract }: Application = thisApplication,
): readonly Invariant[] {
  return [
    exactPermissions,
    knownFunctions,
    recordedPolicies(policies),
    samePlatform,
    jwtOnRoutes(contract),
    apiUncached,
    servedViews,
    ...contractInvariants(contract),
    ...genericInvariants(accountConcurrency),
  ];
}

/** The part of them that must hold of any application of the CDK. @param accountConcurrency as above */
export function genericInvariants(accountConcurrency = newAccountConcurrency): readonly Invariant[] {
  return [
    noRecursion,
    lentToServices,
    sentFromHere,
    aliasesEverywhere,
    noSecretInEnvironment,
    logRetention,
    ownLogGroups,
    privateBuckets,
    tlsOnly,
    distinctRoutes,
    pageByTls,
    signedOrigins,
    ownErrors,
    guardedApi,
    guardedPage,
    soundClients,
    pointInTimeRecovery,
    noPhysicalNames,
    queueVisibility,
    deadLetterRetention,
    encryptedQueues,
    notificationKey,
    distinctNotifications,
    reservedWithinAccount(accountConcurrency),
    reservedForSource,
    provisionedWithinReserved,
    scalableTargets,
    soundSchedules,
    soundDashboards,
    fittingValues,
    // The slowest one, which `npm run mutants` need not ask where another has seen something.
    acceptedValues,
  ];
}

/** A violation, with the name of what is violated. */
export interface Finding extends Violation {
  readonly invariant: string;
}

/** Everything that a template breaks. */
export function findingsIn(json: Value, invariants: readonly Invariant[] = invariantsFor()): Finding[] {
  const template = new Template(json);
  return invariants.flatMap(({ name, violations }) => violations(template).map((violation) => ({ invariant: name, ...violation })));
}
