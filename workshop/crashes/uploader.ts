import { setTimeout as sleep } from 'node:timers/promises';
import { imageIn, newImageIn } from '../../test/support/json';
import type { LocalUser } from '../../test/support/user';

/** The state of one upload, as far as its client knows. */
export interface Attempt {
  readonly id: string;
  state: 'SENDING' | 'FINISHED' | 'CUT OFF';
  /** Whether the client has seen it READY. */
  ready: boolean;
}

/** Uploads to one run of the application, and records the responses. */
export class Uploader {
  readonly attempts: Attempt[] = [];
  /** Uploads in progress. They settle when the application is killed. */
  private readonly sends = new Set<Promise<void>>();

  constructor(
    private readonly url: string,
    private readonly user: LocalUser,
  ) {}

  /** Number of uploads that are being sent or were acknowledged, and are not known to be READY. */
  get inProgress(): number {
    return this.attempts.filter(({ state, ready }) => !ready && state !== 'CUT OFF').length;
  }

  /** Creates an image and starts its upload. @param pieceMs delay between pieces of its file */
  async begin(photo: Buffer, pieceMs: number): Promise<void> {
    const { id, upload } = await newImageIn(
      this.user.fetch(`${this.url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' }),
    );
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(photo)]));
    const attempt: Attempt = { id, state: 'SENDING', ready: false };
    this.attempts.push(attempt);
    const send = this.send(attempt, upload.url, new Response(form), pieceMs).finally(() => this.sends.delete(send));
    this.sends.add(send);
  }

  /** Checks which of the finished uploads are READY. */
  async look(): Promise<void> {
    for (const attempt of this.attempts.filter(({ state, ready }) => state === 'FINISHED' && !ready)) {
      const { status } = await imageIn(this.user.fetch(`${this.url}/images/${attempt.id}`));
      attempt.ready = status === 'READY';
    }
  }

  async ended(): Promise<void> {
    await Promise.all(this.sends);
  }

  private async send(attempt: Attempt, url: string, { headers, body }: Response, pieceMs: number): Promise<void> {
    const pieces = body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        async transform(chunk, controller) {
          for (let at = 0; at < chunk.length; at += 16_384) {
            if (pieceMs > 0) await sleep(pieceMs);
            controller.enqueue(chunk.subarray(at, at + 16_384));
          }
        },
      }),
    );
    // Fetch fails when the connection breaks.
    const answer = await fetch(url, { method: 'POST', headers, body: pieces, duplex: 'half' } as RequestInit).catch(
      () => undefined,
    );
    if (answer) expect(answer.status).toBe(204);
    attempt.state = answer ? 'FINISHED' : 'CUT OFF';
  }
}
