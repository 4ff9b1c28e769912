import { acceptedValues } from './accepted-values';
import { privateBuckets, tlsOnly } from './access';
import { provisionedWithinReserved, reservedForSource, reservedWithinAccount, scalableTargets } from './concurrency';
import { consistentValues } from './consistent-values';
import { soundDashboards } from './dashboards';
import { noSecretInEnvironment } from './environment';
import type { Invariant } from './invariant';
import { logRetention, ownLogGroups } from './logs';
import { noPhysicalNames } from './names';
import { distinctNotifications } from './notifications';
import { deadLetterRetention, encryptedQueues, notificationKey, queueVisibility } from './queues';
import { pointInTimeRecovery } from './recovery';
import { noRecursion } from './recursion';
import { distinctRoutes } from './routes';
import { soundSchedules } from './schedules';
import { assumedByServices, noConfusedDeputy } from './trust';
import { cloudfrontTls, signedOrigins } from './web';

/** The concurrency limit of Lambda in a region of a new account. */
export const newAccountConcurrency = 10;

/**
 * The invariants for any CDK application. They contain no names of this one.
 * @param accountConcurrency the account's concurrency limit of Lambda in its region, which no template contains
 */
export function genericInvariants(accountConcurrency = newAccountConcurrency): readonly Invariant[] {
  return [
    noRecursion,
    assumedByServices,
    noConfusedDeputy,
    noSecretInEnvironment,
    logRetention,
    ownLogGroups,
    privateBuckets,
    tlsOnly,
    distinctRoutes,
    cloudfrontTls,
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
    consistentValues,
    // The slowest one, so it is last: the mutation tests only check it for mutants that no other invariant reports.
    acceptedValues,
  ];
}
