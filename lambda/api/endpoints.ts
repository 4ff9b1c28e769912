import type { FunctionRow } from '../function-row';

/** One endpoint of the API: one row here, one file of the same name in this folder, one Lambda function. */
export type EndpointRow =
  | SignedRow // part: signed
  | OpenRow;

interface Row extends FunctionRow {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** As API Gateway and OpenAPI write it. */
  readonly path: `/${string}`;
}

interface OpenRow extends Row {
  /** `owner`: only with a verified token, whose `sub` is the owner. `public`: anyone. */
  readonly access: 'owner' | 'public';
}

// part: signed
/** An endpoint for another system, which signs each request. */
export interface SignedRow extends Row {
  readonly access: 'signed';
  /**
   * Name of the secret that signs: lowercase letters, digits and hyphens. It is the parameter `/STACK/NAME` in Systems Manager, and
   * the file `secrets/NAME` in the folder of the local run.
   */
  readonly secret: string;
  /** How far the time of a request may be from now, in seconds. @default 300 */
  readonly windowSeconds?: number;
}

/** For endpoints that call several services one after the other. API Gateway waits for 30 seconds. */
const longestTimeoutSeconds = 29;

/** The table that the stack, the build, the local run, the OpenAPI document and the tests read. */
export const endpoints = [
  {
    name: 'create-image',
    method: 'POST',
    path: '/images',
    access: 'owner',
    may: [
      'images.add',
      'images.count', // part: quotas
      'counters.add', // part: quotas
      'counters.subtract', // part: quotas
      'counters.read', // part: quotas
      'counters.correct', // part: quotas
      'urls.uploadForm',
    ],
    summary: 'Create an image: get its id and an upload form for its file',
    timeoutSeconds: longestTimeoutSeconds,
  },
  {
    name: 'list-images',
    method: 'GET',
    path: '/images',
    access: 'owner',
    may: ['images.list', 'urls.readUrl'],
    summary: "The caller's images, newest first",
  },
  {
    name: 'get-image',
    method: 'GET',
    path: '/images/{id}',
    access: 'owner',
    may: ['images.find', 'urls.readUrl'],
    summary: 'One image of the caller, with a URL for each size once it is READY',
  },
  {
    name: 'delete-image',
    method: 'DELETE',
    path: '/images/{id}',
    access: 'owner',
    may: [
      'images.remove',
      'counters.subtract', // part: quotas
    ],
    summary: 'Delete an image of the caller with all its files',
  },
  {
    name: 'retry-image',
    method: 'POST',
    path: '/images/{id}/retry',
    access: 'owner',
    may: ['images.find', 'images.restart', 'uploads.announce'],
    summary: 'Retry an image that FAILED because of an internal error',
    timeoutSeconds: longestTimeoutSeconds,
  },
  {
    name: 'health',
    method: 'GET',
    path: '/health',
    access: 'public',
    may: [],
    summary: 'Whether the API is available, and its version',
  },
] as const satisfies readonly EndpointRow[];

export type EndpointName = (typeof endpoints)[number]['name'];
