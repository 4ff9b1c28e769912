import { join, relative, sep } from 'node:path';
import { UserError } from '../../cli/user-error';
import { namesOf, type TriggerRow } from '../../lambda/events/trigger-row';
import type { Application } from '../application';
import type { loadCode } from '../code';
import type { LocalLog } from '../log';
import { WatchedFolders } from './folders';
import { filesOf, loadAgain } from './modules';

const root = join(__dirname, '../..');
const watched = ['lambda', 'web', 'client', 'estimate', 'local', 'lib', 'cli'];

/** The code that is loaded again, and what loads its functions. */
const codeFile = require.resolve('../code');
const functionsFile = require.resolve('../functions');
/** Its rows are compared. */
const triggersFile = require.resolve('../../lambda/events/triggers');

/** Editors write a file in several steps. */
const quietMs = 20;

/** Loads the code of a running application again when one of its files changes, until `close` is called. */
export class Watch {
  private readonly folders: WatchedFolders;
  private readonly changed = new Set<string>();
  private timer?: NodeJS.Timeout;
  private running = Promise.resolve();
  /** What could not be replaced after the last change: the next change may be in a file that was never loaded. */
  private readonly failed = new Set<string>();

  private constructor(
    private readonly application: Application,
    private readonly log: LocalLog,
    /** Loaded once. */
    private readonly servers: ReadonlySet<string>,
  ) {
    this.folders = new WatchedFolders(
      (path) => this.notice(path),
      (error) => log.warn('Changes cannot be watched. Restart npm start after a change.', { error: error.message }),
    );
  }

  /** @param main the file that started the application */
  static async start(application: Application, log: LocalLog, main: string): Promise<Watch> {
    const watch = new Watch(application, log, filesOf(main, [codeFile, functionsFile, triggersFile]));
    await Promise.all(watched.map((folder) => watch.folders.add(join(root, folder))));
    process.on('uncaughtException', watch.survive);
    return watch;
  }

  /** Resolves when it no longer loads code. */
  async close(): Promise<void> {
    this.folders.close();
    clearTimeout(this.timer);
    await this.running;
    process.off('uncaughtException', this.survive);
  }

  /** A function that is being written may fail outside of its promise. In Lambda, this ends one instance of one function. */
  private readonly survive = (error: Error) => this.log.error('An error was not caught. The application continues.', error);

  private notice(path: string): void {
    if (!/\.(?:[cm]?[jt]sx?|json|css|html|svg)$/.test(path)) return;
    this.changed.add(path);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.running = this.running.then(() => this.reload());
    }, quietMs);
  }

  private async reload(): Promise<void> {
    const started = performance.now();
    const paths = [...this.changed];
    this.changed.clear();
    const isBelow = (...folders: string[]) =>
      paths.some((path) => folders.some((folder) => path.startsWith(join(root, folder) + sep)));
    const loaded = filesOf(codeFile);
    const isCode = isBelow('lambda') || paths.some((path) => loaded.has(path));
    const done = [
      await this.attempt('code', isCode, () => this.replaceCode()),
      await this.attempt('page', isBelow('web', 'client', 'estimate', 'lambda/core'), () => this.application.replacing.page()), // part: web
    ];
    const files = paths.map((path) => relative(root, path));
    if (done.includes(true)) this.log.info('reloaded', { files, ms: Math.round(performance.now() - started) });
    const stale = files.filter((_, index) => this.servers.has(paths[index] ?? ''));
    if (stale.length > 0) this.log.warn('Restart npm start: its servers also use these files.', { files: stale });
  }

  private async replaceCode(): Promise<void> {
    const { replacing } = this.application;
    const triggers = await loadAgain(codeFile, (exports) =>
      replacing.code((exports as { readonly loadCode: typeof loadCode }).loadCode),
    );
    const names = differencesOf(replacing.triggers, triggers);
    if (names.length > 0) this.log.warn('Restart npm start: triggers were added, removed or changed.', { triggers: names });
  }

  /** @returns whether it was done */
  private async attempt(what: string, isConcerned: boolean, work: () => Promise<void>): Promise<boolean> {
    if (!isConcerned && !this.failed.has(what)) return false;
    try {
      await work();
      this.failed.delete(what);
      return true;
    } catch (error) {
      this.failed.add(what);
      this.log.error(`The change cannot be used. The previous ${what} stays.`, explained(error as Error));
      return false;
    }
  }
}

/** An error whose message names the file and the fix is shown without its stack, which only has lines of the loader. */
function explained(error: Error): Error {
  return ['UserError', 'TransformError'].includes(error.name) ? new UserError(error.message) : error;
}

/** Names of the rows whose triggers differ. */
function differencesOf(before: readonly TriggerRow[], after: readonly TriggerRow[]): string[] {
  const triggerOf = (row: TriggerRow) => JSON.stringify([row.on, namesOf(row)]);
  const [old, next] = [before, after].map((rows) => new Map(rows.map((row) => [row.name, triggerOf(row)])));
  return [...new Set([...(old?.keys() ?? []), ...(next?.keys() ?? [])])].filter((name) => old?.get(name) !== next?.get(name));
}
