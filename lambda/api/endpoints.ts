import type { Permit } from '../contract';

/** One endpoint of the API: one row here, one file of the same name beside it, one Lambda function. */
export interface EndpointRow {
  /** Names the file, the function and its settings. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As API Gateway and OpenAPI write it. */
  readonly path: `/${string}`;
  /** `owner`: only with a verified token, whose `sub` is the owner. `public`: anyone. */
  readonly access: 'owner' | 'public';
  /** All that it may do. */
  readonly may: readonly Permit[];
  readonly summary: string;
}

/** The table that the stack, the build, the local run, the OpenAPI document and the tests read. */
export const endpoints = [
  {
    name: 'create-image',
    method: 'POST',
    path: '/images',
    access: 'owner',
    may: [
      'images.add',
      'images.count',
      'counters.add',
      'counters.subtract',
      'counters.read',
      'counters.correct',
      'urls.uploadForm',
    ],
    summary: 'Start an image: get its id and the form that takes its file',
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
    may: ['images.remove', 'counters.subtract'],
    summary: 'Remove an image of the caller with all its files',
  },
  {
    name: 'retry-image',
    method: 'POST',
    path: '/images/{id}/retry',
    access: 'owner',
    may: ['images.find', 'images.restart', 'uploads.announce'],
    summary: 'Start an image again that FAILED by a fault of ours',
  },
  {
    name: 'health',
    method: 'GET',
    path: '/health',
    access: 'public',
    may: [],
    summary: 'Whether the API answers, and in which version',
  },
] as const satisfies readonly EndpointRow[];

export type EndpointName = (typeof endpoints)[number]['name'];
