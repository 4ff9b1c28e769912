import { setTimeout as sleep } from 'node:timers/promises';
import { imageIn, newImageIn } from '../../test/support/json';
import type { LocalUser } from '../../test/support/user';

/** How long to wait for an upload whose response was lost to appear, before it is sent again. */
const patienceMs = 20_000;

/** The status of an application that listens but is not ready. */
const notYet = 503;

type Stage = 'starting' | 'in progress' | 'ready';

/** Uploads one photo to an application that may end at any moment, and retries until it is READY. */
export class SteadyClient {
  stage: Stage = 'starting';
  id = '';
  /** Number of requests for a form whose response was lost. Each may have created a record, whose id is unknown. */
  lostStarts = 0;
  /** Number of times that the file was sent to a listening application. */
  sends = 0;

  constructor(
    private readonly url: string,
    private readonly user: LocalUser,
    private readonly photo: Buffer,
  ) {}

  async run(): Promise<void> {
    const { id, upload } = await this.start();
    this.id = id;
    this.stage = 'in progress';
    while (this.stage === 'in progress') {
      this.sends += 1;
      const answered = await this.send(upload);
      const deadline = answered ? Number.POSITIVE_INFINITY : Date.now() + patienceMs;
      while (!(await this.look()) && Date.now() < deadline) await sleep(50);
    }
  }

  /** Checks whether the image is READY. Without a response, its state is unknown. */
  async look(): Promise<boolean> {
    const answer = await this.user.fetch(`${this.url}/images/${this.id}`).catch(() => undefined);
    const image = answer?.status === 200 ? await imageIn(answer).catch(() => undefined) : undefined;
    if (image?.status === 'READY') this.stage = 'ready';
    else if (image && image.status !== 'PENDING') throw new Error(`${this.id} is ${image.status}: ${image.reason}`);
    return this.stage === 'ready';
  }

  private async start(): ReturnType<typeof newImageIn> {
    const init = { method: 'POST', body: '{"contentType": "image/jpeg"}' };
    for (;;) {
      try {
        const answer = await this.user.fetch(`${this.url}/images`, init);
        if (answer.status === 201) return await newImageIn(answer);
        if (answer.status !== notYet) throw new Error(`POST /images responded with ${answer.status}.`);
      } catch (error) {
        if (!(error as Error).cause) throw error;
        if (!isRefused(error as Error)) this.lostStarts += 1;
      }
      await sleep(50);
    }
  }

  /** @returns whether the store acknowledged the file */
  private async send({ url, fields }: Awaited<ReturnType<typeof newImageIn>>['upload']): Promise<boolean> {
    for (;;) {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob([new Uint8Array(this.photo)]));
      try {
        const { status } = await fetch(url, { method: 'POST', body: form });
        if (status === 204) return true;
        if (status !== notYet) throw new Error(`The store answered the upload of ${this.id} with ${status}.`);
      } catch (error) {
        if (!(error as Error).cause) throw error;
        if (!isRefused(error as Error)) return false;
      }
      await sleep(50);
    }
  }
}

/** Whether no server was listening, so that the request had no effect. */
const isRefused = ({ cause }: Error) => (cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
