import * as z from 'zod/mini';
import { ImageEventSchema } from '../../lambda/events/image-event-schema';

/** Returns the expected content of `docs/events.schema.json`: JSON Schema 2020-12. */
export function currentEventSchema(): string {
  // As consumers should validate events: unknown fields are allowed.
  const schema = z.toJSONSchema(ImageEventSchema, { target: 'draft-2020-12', io: 'input' });
  const about = { title: 'ImageEvent', description: 'An event of an image; see events.md.' };
  return `${JSON.stringify({ $schema: schema.$schema, ...about, ...schema }, null, 2)}\n`;
}
