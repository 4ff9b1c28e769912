/**
 * What the stack and the code agree on. The stack reads this file and the two tables (`api/endpoints.ts`,
 * `events/triggers.ts`), and nothing else of the handlers.
 */

/** What a function may do: a service of ours, and what it does there. The stack grants exactly the actions behind it. */
export type Permit =
  | 'images.add'
  | 'images.find'
  | 'images.list'
  | 'images.settle'
  | 'originals.stat'
  | 'originals.read'
  | 'renditions.write'
  | 'renditions.remove'
  | 'urls.uploadForm'
  | 'urls.readUrl'
  | 'resizer.resize';

/** The services a function is composed of; each is bundled only into the functions that hold a permit for it. */
export type ServiceName = 'images' | 'originals' | 'renditions' | 'urls' | 'resizer';

/** Settings that the stack hands to the functions. */
export type EnvironmentKey = 'TABLE_NAME' | 'ORIGINALS_BUCKET' | 'RENDITIONS_BUCKET' | 'IMAGE_SETTINGS' | 'SERVICE_VERSION';

/** The settings that each service reads at cold start. */
export const environmentOf: Readonly<Record<ServiceName, readonly EnvironmentKey[]>> = {
  images: ['TABLE_NAME'],
  originals: ['ORIGINALS_BUCKET'],
  renditions: ['RENDITIONS_BUCKET'],
  urls: ['ORIGINALS_BUCKET', 'RENDITIONS_BUCKET'],
  resizer: [],
};

/** The settings that every function reads. */
export const commonEnvironment: readonly EnvironmentKey[] = ['IMAGE_SETTINGS', 'SERVICE_VERSION'];

/** The services behind permits, each once. */
export function servicesFor(may: readonly Permit[]): ServiceName[] {
  return [...new Set(may.map((permit) => permit.split('.')[0] as ServiceName))];
}

/** The keys of the table and of its sparse index of records that are still PENDING: for the stack and the local run. */
export const tableSchema = {
  partitionKey: { name: 'owner', type: 'S' },
  sortKey: { name: 'id', type: 'S' },
  /** Epoch seconds after which DynamoDB removes a record. */
  timeToLive: 'expiresAt',
  pendingIndex: {
    name: 'ByPending',
    partitionKey: { name: 'pendingShard', type: 'N' },
    sortKey: { name: 'pendingSince', type: 'S' },
  },
} as const;

/** How often the message of an upload is received before it is set aside, among the dead letters. */
export const uploadMaxReceives = 5;
