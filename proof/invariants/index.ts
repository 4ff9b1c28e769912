import { privateBuckets, tlsOnly } from './access';
import { aliasesEverywhere } from './aliases';
import { provisionedWithinReserved, reservedForSource, reservedWithinAccount, scalableTargets } from './concurrency';
import { soundDashboards } from './dashboards';
import { noSecretInEnvironment } from './environment';
import { guardedApi } from './guarded-api';
import type { Invariant, Violation } from './invariant';
import { logRetention, ownLogGroups } from './logs';
import { noPhysicalNames } from './names';
import { distinctNotifications } from './notifications';
import { guardedPage, servedViews } from './page';
import { exactPermissions, knownFunctions } from './permissions';
import { samePlatform } from './platform';
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

/**
 * All that must hold of a template, besides what CloudFormation and the linters check.
 * @param accountConcurrency the account's Lambda limit in its region, which no template tells
 */
export function invariantsFor(accountConcurrency = newAccountConcurrency): readonly Invariant[] {
  return [
    noRecursion,
    exactPermissions,
    knownFunctions,
    lentToServices,
    sentFromHere,
    aliasesEverywhere,
    samePlatform,
    noSecretInEnvironment,
    logRetention,
    ownLogGroups,
    privateBuckets,
    tlsOnly,
    jwtOnRoutes,
    distinctRoutes,
    pageByTls,
    signedOrigins,
    ownErrors,
    apiUncached,
    guardedApi,
    guardedPage,
    servedViews,
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
