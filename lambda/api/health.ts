import { json, publicEndpoint } from './endpoint';

export default publicEndpoint({
  answer: json((z) => z.object({ status: z.literal('ok'), version: z.string() })),
  async run(_input, { version }) {
    return { status: 'ok' as const, version };
  },
});
