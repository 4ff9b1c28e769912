import { acceptedValues } from './accepted-values';
import { privateBuckets, tlsOnly } from './access';
import { provisionedWithinReserved, reservedForSource, reservedWithinAccount, scalableTargets } from './concurrency';
import { soundDashboards } from './dashboards';
import { noSecretInEnvironment } from './environment';
import { fittingValues } from './fitting-values';
import type { Invariant } from './invariant';
import { logRetention, ownLogGroups } from './logs';
import { noPhysicalNames } from './names';
import { distinctNotifications } from './notifications';
import { deadLetterRetention, encryptedQueues, notificationKey, queueVisibility } from './queues';
import { pointInTimeRecovery } from './recovery';
import { noRecursion } from './recursion';
import { distinctRoutes } from './routes';
import { soundSchedules } from './schedules';
import { lentToServices, sentFromHere } from './trust';
import { pageByTls, signedOrigins } from './web';

/** A new account's Lambda limit in a region. */
export const newAccountConcurrency = 10;

/**
 * The invariants of every CDK application: they know none of its names.
 * @param accountConcurrency the account's Lambda limit in its region, which no template contains
 */
export function genericInvariants(accountConcurrency = newAccountConcurrency): readonly Invariant[] {
  return [
    noRecursion,
    lentToServices,
    sentFromHere,
    noSecretInEnvironment,
    logRetention,
    ownLogGroups,
    privateBuckets,
    tlsOnly,
    distinctRoutes,
    pageByTls,
    signedOrigins,
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
    // The slowest one: the mutation tests ask it only about mutants that no other invariant reports.
    acceptedValues,
  ];
}
