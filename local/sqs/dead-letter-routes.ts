import { Hono } from 'hono';
import { comesFromAnotherSite } from '../cross-site';
import type { DeadLetterBox, DeadLetterBoxes } from './box';

export const deadLettersPath = '/local/dead-letters';

/**
 * Routes for `npm run redrive` while the application is running: GET lists the messages of every dead-letter queue, POST to the name
 * of a queue re-queues its messages. Only the local run has them.
 */
export function createDeadLetters(boxes: DeadLetterBoxes): Hono {
  const app = new Hono();
  app.use(`${deadLettersPath}/*`, async ({ req }, next) =>
    comesFromAnotherSite(req.raw.headers) ? Response.json({ message: 'Forbidden' }, { status: 403 }) : next(),
  );
  app.get(deadLettersPath, async () => {
    const letters = Object.entries(boxes).map(async ([name, box]) => [name, await box.deadLetters()]);
    return Response.json(Object.fromEntries(await Promise.all(letters)));
  });
  app.post(`${deadLettersPath}/:queue`, async ({ req }) => {
    const box = new Map<string, DeadLetterBox>(Object.entries(boxes)).get(req.param('queue'));
    if (!box) return Response.json({ message: 'Not Found' }, { status: 404 });
    return Response.json({ redriven: await box.redrive() });
  });
  return app;
}
