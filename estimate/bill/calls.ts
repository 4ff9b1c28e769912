/** A call of an AWS service, from a function. */
export interface Call {
  readonly operation: string;
  /** Units of DynamoDB: of 1 KB for a write, of 4 KB for a consistent read. @default 0 */
  readonly units?: number;
  /** Units of the index `ByPending` beside those of the table. @default 0 */
  readonly indexUnits?: number;
  /** @default 1 */
  readonly times?: number;
}

/**
 * What one call of each function calls in turn, for typical work: an upload that becomes READY, a list of 20. A test runs the functions and
 * compares. Functions that are not here have none.
 */
export const calls: Readonly<Record<string, readonly Call[]>> = {
  health: [],
  'create-image': [
    { operation: 'UpdateItem', units: 1, times: 2 }, // part: quotas
    { operation: 'PutItem', units: 1, indexUnits: 1 },
  ],
  'list-images': [{ operation: 'Query', units: 2 }],
  'get-image': [{ operation: 'GetItem', units: 1 }],
  'delete-image': [
    { operation: 'DeleteItem', units: 1 },
    { operation: 'UpdateItem', units: 1 }, // part: quotas
  ],
  'retry-image': [
    { operation: 'GetItem', units: 1 },
    { operation: 'UpdateItem', units: 1, indexUnits: 1 },
    { operation: 'SendMessage' },
  ],
  'resize-image': [
    { operation: 'HeadObject' },
    { operation: 'UpdateItem', units: 1 },
    { operation: 'GetObject' },
    { operation: 'PutObject', times: 3 },
    { operation: 'UpdateItem', units: 1, indexUnits: 1 },
  ],
  'image-changed': [{ operation: 'PutEvents' }],
  // part: sweep
  // Without images. Each of its shards is a query of the index, which costs half a unit.
  'sweep-uploads': [
    { operation: 'Query', units: 0.5, times: 8 },
    { operation: 'GetItem', units: 1, times: 2 },
    { operation: 'ListObjectsV2', times: 2 },
    { operation: 'PutItem', units: 1, times: 2 },
  ],
};

/** What `image-changed` calls for a deleted image beside the event: its originals and renditions are listed and removed. */
export const callsOfDeletion: readonly Call[] = [
  { operation: 'ListObjectVersions', times: 2 },
  { operation: 'DeleteObjects', times: 2 },
];
