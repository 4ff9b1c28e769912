import { triggerNamed } from '../../../lambda/events/triggers';
import { eventPattern } from '../../../local/dynamodb/event-pattern';

const event = {
  eventName: 'MODIFY',
  dynamodb: {
    NewImage: { status: { S: 'READY' }, count: { N: '12' }, tags: { L: [{ S: 'a' }, { S: 'b' }] }, gone: { NULL: true } },
  },
  count: 3,
  nothing: null,
  names: ['ann', 'bob'],
};
const image = (fields: object) => ({ dynamodb: { NewImage: fields } });

describe('matches', () => {
  test.each<[string, object]>([
    ['an exact value', { eventName: ['MODIFY'] }],
    ['one of several values', { eventName: ['INSERT', 'MODIFY'] }],
    ['a number, a boolean and null', { count: [3], dynamodb: { NewImage: { gone: { NULL: [true] } } }, nothing: [null] }],
    ['all fields at all depths', { eventName: ['MODIFY'], ...image({ status: { S: ['READY'] }, count: { N: ['12'] } }) }],
    ['a leaf that exists', image({ status: { S: [{ exists: true }] } })],
    ['a leaf that does not exist', image({ status: { N: [{ exists: false }] } })],
    ['a leaf whose parent does not exist', { dynamodb: { OldImage: { status: { S: [{ exists: false }] } } } }],
    ['null as a leaf that exists', { nothing: [{ exists: true }] }],
    ['a prefix', { eventName: [{ prefix: 'MOD' }] }],
    ['a suffix', { eventName: [{ suffix: 'IFY' }] }],
    ['a number in a range', { count: [{ numeric: ['>', 2, '<=', 3] }] }],
    ['an equal number', { count: [{ numeric: ['=', 3] }] }],
    ['anything but a value', { eventName: [{ 'anything-but': 'REMOVE' }] }],
    ['anything but several values', { count: [{ 'anything-but': [1, 2] }] }],
    ['an element of an array', { names: ['bob'] }],
    ['an element of an array of objects', image({ tags: { L: { S: ['b'] } } })],
    ['one comparison of several', { eventName: [{ prefix: 'X' }, 'MODIFY'] }],
  ])('%s', (_, pattern) => {
    expect(eventPattern(pattern)(event)).toBe(true);
  });
});

describe('does not match', () => {
  test.each<[string, object]>([
    ['another value', { eventName: ['REMOVE'] }],
    ['a part of a value', { eventName: ['MOD'] }],
    ['a value of another type', { count: ['3'] }],
    ['when one of several fields differs', { eventName: ['MODIFY'], count: [4] }],
    ['a missing field', { missing: ['x'] }],
    ['an object as a leaf', image({ status: [{ exists: true }] })],
    ['an existing leaf as missing', image({ status: { S: [{ exists: false }] } })],
    ['a leaf as an object', { eventName: { S: ['MODIFY'] } }],
    ['another prefix', { eventName: [{ prefix: 'mod' }] }],
    ['another suffix', { eventName: [{ suffix: 'ify' }] }],
    ['a number outside of a range', { count: [{ numeric: ['>=', 0, '<', 3] }] }],
    ['a string of digits as a number', image({ count: { N: [{ numeric: ['=', 12] }] } })],
    ['the prefix of a number', { count: [{ prefix: '3' }] }],
    ['anything but the value that it has', { eventName: [{ 'anything-but': ['REMOVE', 'MODIFY'] }] }],
    ['anything but a value, when there is none', { missing: [{ 'anything-but': 'x' }] }],
  ])('%s', (_, pattern) => {
    expect(eventPattern(pattern)(event)).toBe(false);
  });
});

describe('rejects a pattern', () => {
  test.each<[string, object]>([
    ['without fields', {}],
    ['with a part without fields', { dynamodb: {} }],
    ['with a value outside of an array', { eventName: 'MODIFY' }],
    ['without alternatives', { eventName: [] }],
    ['with $or', { $or: [{ eventName: ['MODIFY'] }] }],
    ['with an unknown comparison', { eventName: [{ wildcard: 'M*' }] }],
    ['with an unknown numeric comparison', { count: [{ numeric: ['!=', 1] }] }],
    ['with a numeric comparison without a number', { count: [{ numeric: ['>'] }] }],
    ['with an empty numeric comparison', { count: [{ numeric: [] }] }],
    ['with two comparisons in one object', { eventName: [{ prefix: 'M', exists: true }] }],
    ['with an empty comparison', { eventName: [{}] }],
    ['with an exists that is not a boolean', { eventName: [{ exists: 'yes' }] }],
    ['with a prefix in anything-but', { eventName: [{ 'anything-but': { prefix: 'M' } }] }],
    ['with an empty anything-but', { eventName: [{ 'anything-but': [] }] }],
    ['with a nested array', { eventName: [['MODIFY']] }],
  ])('%s', (_, pattern) => {
    expect(() => eventPattern(pattern)).toThrow(/pattern/i);
  });
});

test('parses the patterns of the stack', () => {
  const matches = (record: object) =>
    triggerNamed('image-changed')
      .on.patterns.map(eventPattern)
      .some((filter) => filter(record));
  const record = { owner: { S: 'ann' }, status: { S: 'READY' } };
  expect(matches({ eventName: 'REMOVE', dynamodb: { OldImage: record } })).toBe(true);
  expect(matches({ eventName: 'REMOVE', dynamodb: { OldImage: { owner: { S: 'QUOTA#ann' }, count: { N: '1' } } } })).toBe(false);
  expect(matches({ eventName: 'INSERT', dynamodb: { NewImage: { owner: { S: 'QUOTA#ann' }, count: { N: '1' } } } })).toBe(false);
});
