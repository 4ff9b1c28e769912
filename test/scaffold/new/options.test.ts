import { newOptions } from '../../../scaffold/new/options';

it.each([
  ['GET', 'owner', []],
  ['get', 'owner', []],
  ['GET', 'public', ['--public']],
])('reads an endpoint with %s, for access %s', (method, access, more) => {
  const options = newOptions(['endpoint', 'list-tags', method, '/tags', ...more]);
  expect(options).toEqual({ endpoint: { name: 'list-tags', method: 'GET', path: '/tags', access } });
});

it.each([
  [['timer', '30'], { schedule: { everyMinutes: 30 } }],
  [['timer', '0 8 * * ? *'], { schedule: { cron: '0 8 * * ? *' } }],
  [['timer', '0 8 * * ? *', '--time-zone', 'Asia/Tokyo'], { schedule: { cron: '0 8 * * ? *', timeZone: 'Asia/Tokyo' } }],
  [['queue'], { queue: 'send-mail' }],
  [['queue', 'mails'], { queue: 'mails' }],
  [['stream'], { stream: 'images', patterns: expect.anything() }],
  [['bus', 'ImageReady', 'ImageFailed', 'ImageReady'], { event: ['ImageReady', 'ImageFailed'] }],
])('reads the trigger %j', (args, on) => {
  expect(newOptions(['trigger', 'send-mail', ...args])).toEqual({ trigger: { name: 'send-mail', on } });
});

it.each([
  [[], 'The kind is missing. Use endpoint, trigger.'],
  [['endpont'], 'Unknown kind "endpont". Did you mean endpoint?'],
  [['endpoint'], 'NAME is missing.'],
  [['endpoint', 'x'], 'The METHOD is missing. Use GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.'],
  [['endpoint', 'x', 'PSOT', '/x'], 'Unknown METHOD "PSOT". Did you mean POST?'],
  [['endpoint', 'x', 'CONNECT', '/x'], 'Unknown METHOD "CONNECT". Use GET, HEAD,'],
  [['endpoint', 'x', 'GET'], 'PATH is missing.'],
  [['endpoint', 'x', 'GET', '/x', 'y'], 'Unexpected argument "y".'],
  [['endpoint', 'x', 'GET', '/x', '--time-zone', 'UTC'], '--time-zone belongs to a timer.'],
  [['trigger', 'x'], 'The trigger is missing. Use timer, queue, stream, bus.'],
  [['trigger', 'x', 'cron'], 'Unknown trigger "cron". Use timer, queue, stream, bus.'],
  [['trigger', 'x', 'quue'], 'Unknown trigger "quue". Did you mean queue?'],
  [['trigger', 'x', 'timer'], 'SCHEDULE is missing.'],
  [['trigger', 'x', 'timer', '5', '--time-zone', 'UTC'], '--time-zone belongs to cron fields, not to minutes.'],
  [['trigger', 'x', 'timer', '0', '8', '*'], 'Unexpected argument "8".'],
  [['trigger', 'x', 'stream', 'images'], 'Unexpected argument "images".'],
  [['trigger', 'x', 'bus'], 'EVENT is missing. Use ImageReady, ImageFailed, ImageDeleted.'],
  [['trigger', 'x', 'bus', 'ImageRedy'], 'Unknown event "ImageRedy". Did you mean ImageReady?'],
  [['trigger', 'x', 'stream', '--public'], '--public belongs to an endpoint.'],
  [['trigger', 'x', 'queue', '--time-zone', 'UTC'], '--time-zone belongs to a timer.'],
])('rejects %j', (args, message) => {
  expect(() => newOptions(args)).toThrow(message);
});
