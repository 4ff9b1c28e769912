import * as z from 'zod/mini';
import { ImageEventSchema } from '../../lambda/events/image-event-schema';

/** The text of `docs/events.schema.json`, as it should be: JSON Schema 2020-12. */
export function currentEventSchema(): string {
  // As one who takes events should read it: fields that come later are no mistake.
  const schema = z.toJSONSchema(ImageEventSchema, { target: 'draft-2020-12', io: 'input' });
  const about = { title: 'ImageEvent', description: 'What happened to an image; see events.md.' };
  return `${JSON.stringify({ $schema: schema.$schema, ...about, ...schema }, null, 2)}\n`;
}
