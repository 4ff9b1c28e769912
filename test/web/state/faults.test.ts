import { ApiError } from '../../../client/api-error';
import { faultOf, Unreachable } from '../../../web/state/faults';

describe('an error', () => {
  it.each([
    [new ApiError(401, 'Unauthorized'), { kind: 'session', text: expect.stringContaining('Sign in again') }],
    [new ApiError(403, 'Forbidden'), { kind: 'other', text: expect.stringContaining('may not'), retryable: false }],
    [new ApiError(403, 'Invalid according to Policy: Policy expired.'), { kind: 'other', text: /Policy expired/ }],
    [new ApiError(404, 'There is no image x.'), { kind: 'gone', retryable: false }],
    [new ApiError(413, 'Request Entity Too Large'), { kind: 'other', retryable: false }],
    [new ApiError(429, 'Too Many Requests'), { kind: 'other', text: expect.stringContaining('Wait a little'), retryable: true }],
    [new ApiError(418, 'Teapot'), { text: 'The service refused this (418: Teapot).' }],
    [new ApiError(429, 'As many as are allowed.', { name: 'storedImages', allowed: 5 }), { kind: 'limit', retryable: true }],
    [new ApiError(500, 'Internal Server Error'), { kind: 'other', retryable: true }],
    [new Unreachable('nobody'), { kind: 'network', retryable: true }],
    [new DOMException('too long', 'TimeoutError'), { kind: 'network', retryable: true }],
  ])('is told in words: %s', (error, fault) => {
    const expected = Object.fromEntries(
      Object.entries(fault).map(([key, value]) => [key, value instanceof RegExp ? expect.stringMatching(value) : value]),
    );
    expect(faultOf(error)).toMatchObject(expected);
  });
});
