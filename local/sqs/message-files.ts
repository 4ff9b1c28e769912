import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A message, as stored on the disk. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** Position in sending order. The time is not sufficient, because clocks can be set back. */
  readonly place: number;
  /** Number of deliveries. */
  readonly receives: number;
}

/** Messages as files of a folder, and dead letters as files of its subfolder `dead`. Every change is atomic. */
export class MessageFiles {
  private constructor(
    private readonly folder: string,
    private readonly dead: string,
  ) {}

  static async open(folder: string): Promise<MessageFiles> {
    const dead = join(folder, 'dead');
    await mkdir(dead, { recursive: true });
    for (const place of [folder, dead]) {
      for (const name of await readdir(place)) {
        // A crash interrupted the write before it was confirmed.
        if (name.endsWith('.new')) await rm(join(place, name));
      }
    }
    return new MessageFiles(folder, dead);
  }

  /** Messages in sending order. @param onDamage called with the new path of a file that contains no valid message */
  async waiting(onDamage: (file: string) => void): Promise<QueuedMessage[]> {
    const { messages, damaged } = await readMessages(this.folder);
    for (const name of damaged) {
      const aside = join(this.dead, name);
      await rename(join(this.folder, name), aside);
      onDamage(aside);
    }
    return messages;
  }

  /** Dead letters in sending order. */
  async deadLetters(): Promise<QueuedMessage[]> {
    return (await readMessages(this.dead)).messages;
  }

  save(message: QueuedMessage): Promise<void> {
    return write(this.folder, message);
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.folder, fileOf(id)), { force: true });
  }

  async moveToDeadLetters(id: string): Promise<void> {
    await rename(join(this.folder, fileOf(id)), join(this.dead, fileOf(id)));
  }

  /** Moves a dead letter back to the queue, with the given content. */
  async redrive(message: QueuedMessage): Promise<void> {
    await write(this.dead, message);
    await rename(join(this.dead, fileOf(message.id)), join(this.folder, fileOf(message.id)));
  }
}

const fileOf = (id: string) => `${id}.json`;

const sha256 = (message: object) => createHash('sha256').update(JSON.stringify(message)).digest('hex');

async function write(folder: string, message: QueuedMessage): Promise<void> {
  const path = join(folder, fileOf(message.id));
  try {
    await writeFile(`${path}.new`, JSON.stringify({ ...message, sha256: sha256(message) }));
    await rename(`${path}.new`, path);
  } catch (error) {
    await rm(`${path}.new`, { force: true });
    throw error;
  }
}

async function readMessages(folder: string): Promise<{ messages: QueuedMessage[]; damaged: string[] }> {
  const messages: QueuedMessage[] = [];
  const damaged: string[] = [];
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue;
    const message = parseMessage(await readFile(join(folder, name), 'utf8'));
    if (message) messages.push(message);
    else damaged.push(name);
  }
  return { messages: messages.sort((a, b) => a.place - b.place || a.sentAt - b.sentAt), damaged };
}

/** Returns the message in a file; `undefined` when its content is invalid. */
function parseMessage(text: string): QueuedMessage | undefined {
  try {
    const { sha256: sum, ...message } = JSON.parse(text);
    // Version 0.1.0 wrote no positions.
    return sum === sha256(message) ? { place: 0, ...message } : undefined;
  } catch {
    return undefined;
  }
}
