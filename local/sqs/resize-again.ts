import { Hono } from 'hono';
import { DynamoImageScan } from '../../lambda/adapters/aws/dynamo-image-scan';
import { announceAgain } from '../../lambda/core/announce-again';
import { comesFromAnotherSite } from '../cross-site';
import type { LocalServices } from '../services';
import type { LocalStores } from '../stores';
import type { MessageQueue } from './message-queue';

export const resizeAgainPath = '/local/resize-again';

/**
 * Routes for `npm run resize-again` while the application is running: POST queues one page of images, GET returns the number of
 * waiting messages. Only the local run has them.
 */
export function createResizeAgain(
  { database }: Pick<LocalStores, 'database'>,
  { common, own }: LocalServices,
  queue: Pick<MessageQueue, 'length'>,
): Hono {
  const scan = new DynamoImageScan(database.client, database.table);
  const app = new Hono();
  app.use(resizeAgainPath, async ({ req }, next) =>
    comesFromAnotherSite(req.raw.headers) ? Response.json({ message: 'Forbidden' }, { status: 403 }) : next(),
  );
  app.get(resizeAgainPath, () => Response.json({ waiting: queue.length }));
  app.post(resizeAgainPath, async ({ req }) => {
    const { missing, after } = req.query();
    try {
      return Response.json(await announceAgain({ missing: missing === 'true', after }, { scan, uploads: own.uploads, ...common }));
    } catch (error) {
      if (error instanceof RangeError) return Response.json({ message: error.message }, { status: 400 });
      throw error;
    }
  });
  return app;
}
