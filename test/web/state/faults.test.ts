import { ApiError } from '../../../client/api-error';
import { SessionEnded } from '../../../web/session';
import { faultOf, Unreachable } from '../../../web/state/faults';

describe('an error', () => {
  it.each([
    [new ApiError(401, 'Unauthorized'), { kind: 'session', text: expect.stringContaining('Sign in again') }],
    [new ApiError(403, 'Forbidden'), { kind: 'other', text: expect.stringContaining('do not have permission'), retryable: false }],
    [new ApiError(403, 'Invalid according to Policy: Policy expired.'), { kind: 'other', text: /Policy expired/ }],
    [new ApiError(404, 'Image x does not exist.'), { kind: 'gone', text: /does not exist/, retryable: false }],
    [new ApiError(413, 'Request Entity Too Large'), { kind: 'other', text: 'The request is too large.', retryable: false }],
    [new ApiError(503, 'Service Unavailable'), { kind: 'other', text: /service is busy/, retryable: true }],
    [new SessionEnded('ended'), { kind: 'session', text: /Sign in again/, retryable: true }],
    [new DOMException('gone', 'NotReadableError'), { kind: 'other', text: /choose it again/, retryable: false }],
    [new DOMException('gone', 'NotFoundError'), { kind: 'other', text: /choose it again/, retryable: false }],
    [new Error('A message of the application.'), { kind: 'other', text: 'A message of the application.', retryable: true }],
    [new Error(''), { kind: 'other', text: /Something went wrong/, retryable: true }],
    [new ApiError(429, 'Too Many Requests'), { kind: 'other', text: expect.stringContaining('Wait a moment'), retryable: true }],
    [new ApiError(418, 'Teapot'), { text: 'The service rejected the request (418: Teapot).' }],
    [new ApiError(429, 'As many as are allowed.', { name: 'storedImages', allowed: 5 }), { kind: 'limit', retryable: true }],
    [new ApiError(500, 'Internal Server Error'), { kind: 'other', retryable: true }],
    [new Unreachable('no answer'), { kind: 'network', text: /cannot be reached.*Check your connection/, retryable: true }],
    [new DOMException('too long', 'TimeoutError'), { kind: 'network', retryable: true }],
  ])('is converted to a message for the user: %s', (error, fault) => {
    const expected = Object.fromEntries(
      Object.entries(fault).map(([key, value]) => [key, value instanceof RegExp ? expect.stringMatching(value) : value]),
    );
    expect(faultOf(error)).toMatchObject(expected);
  });
});
