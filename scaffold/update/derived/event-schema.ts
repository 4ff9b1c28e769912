import { currentEventSchema } from '../../../local/openapi/event-schema';
import type { DerivedFile } from '../derived-file';

export default [
  { path: 'docs/events.schema.json', from: 'lambda/events/image-event-schema.ts', text: currentEventSchema },
] satisfies DerivedFile[];
