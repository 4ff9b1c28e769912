import * as z from 'zod/mini';
import { publicEndpoint } from './endpoint';

export default publicEndpoint({
  answer: z.object({ status: z.literal('ok'), version: z.string() }),
  async run(_input, { version }) {
    return { status: 'ok' as const, version };
  },
});
