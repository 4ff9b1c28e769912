import { UserError } from '../../cli/user-error';
import type { AnnouncedPage } from '../../lambda/core/announce-again';
import { findHolder } from '../../local/data-lock';
import { localEnvironment } from '../../local/environment';
import { resizeAgainPath } from '../../local/sqs/resize-again';
import type { ImageSource } from './image-source';

/** The images of the local run, which must be running. @throws UserError */
export async function openLocalRun(): Promise<ImageSource> {
  const { dataDir } = localEnvironment();
  const holder = await findHolder(dataDir);
  if (!holder?.port) {
    throw new UserError(
      `No application is running on ${dataDir}. Run npm start in another terminal, or name a stack: --stack NAME.`,
    );
  }
  const url = `http://localhost:${holder.port}${resizeAgainPath}`;
  const ask = async <Answer>(path: string, method: 'GET' | 'POST'): Promise<Answer> => {
    const answer = await fetch(path, { method }).catch(({ message }: Error) => {
      throw new UserError(`${url} does not respond (${message}). Is the application still running? Start it with npm start.`);
    });
    if (answer.ok) return (await answer.json()) as Answer;
    const { message } = (await answer.json().catch(() => ({}))) as { message?: string };
    throw new UserError(message ?? `${url} responded with ${answer.status}. See the log of the application.`);
  };
  return {
    next: ({ after, missing }) =>
      ask<AnnouncedPage>(
        `${url}?${new URLSearchParams({ missing: String(missing), ...(after !== undefined && { after }) })}`,
        'POST',
      ),
    waiting: async () => (await ask<{ waiting: number }>(url, 'GET')).waiting,
  };
}
