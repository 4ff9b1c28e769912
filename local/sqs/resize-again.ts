import { Hono } from 'hono';
import { DynamoImageScan } from '../../lambda/adapters/aws/dynamo-image-scan';
import { announceAgain } from '../../lambda/core/announce-again';
import { comesFromAnotherSite } from '../cross-site';
import type { LocalServices } from '../services';
import type { MessageQueue } from './message-queue';

export const resizeAgainPath = '/local/resize-again';

/**
 * What `npm run resize-again` asks of the application while it is running: POST queues one page of images, GET says how many
 * messages wait. Only the local run has it.
 */
export function createResizeAgain({ database, common, own }: LocalServices, queue: Pick<MessageQueue, 'length'>): Hono {
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
