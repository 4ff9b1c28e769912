import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../cli/user-error';

/** Folders of installed packages. A copy of the project links to them. */
const installed = ['node_modules', 'lambda/packages/resize-image/node_modules'];

/** Files without text to edit. */
const binary = /\.(png|jpe?g|webp|gif|ico|woff2?)$/;

/** A checkout of the project: its files under version control, read and changed in place. */
export class Project {
  private readonly paths: Set<string>;
  /** Files and folders at the start. */
  private readonly initial: ReadonlySet<string>;
  private readonly initialNames: ReadonlySet<string>;
  private readonly written = new Set<string>();

  private constructor(
    readonly root: string,
    paths: readonly string[],
  ) {
    this.paths = new Set(paths);
    this.initial = new Set(paths.flatMap(withFolders));
    this.initialNames = new Set(paths.map((path) => basename(path)));
  }

  /** @throws UserError when `root` is not a git checkout */
  static open(root: string): Project {
    const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new UserError(`${root} is not a git checkout. Run npm run fork in a clone of the project.`);
    return new Project(
      root,
      stdout.split('\0').filter((path) => path && existsSync(join(root, path))),
    );
  }

  /** Copies the files to the folder `target`, and links to the installed packages. */
  copyTo(target: string): Project {
    for (const path of this.paths) cpSync(join(this.root, path), join(target, path));
    for (const folder of installed) symlinkSync(join(this.root, folder), join(target, folder));
    return new Project(target, this.files);
  }

  get files(): readonly string[] {
    return [...this.paths].sort();
  }

  /** Every file with text, except for those that a command writes: the lock files. */
  get texts(): readonly string[] {
    return this.files.filter((path) => !binary.test(path) && !path.endsWith('package-lock.json'));
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Whether the file or folder existed at the start and no longer does. */
  isGone(path: string): boolean {
    return this.initial.has(path) && !this.has(path);
  }

  /** Whether files with this name existed at the start, in any folder, and none does now. */
  isGoneName(name: string): boolean {
    return this.initialNames.has(name) && ![...this.paths].some((path) => basename(path) === name);
  }

  /** Whether a glob with `*` and `**` matched files at the start, and matches none now. */
  isGoneGlob(glob: string): boolean {
    const pattern = new RegExp(
      `^${glob
        .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('**/', '(?:.*/)?')
        .replaceAll('**', '.*')
        .replaceAll(/(?<![.)])\*/g, '[^/]*')}$`,
    );
    return [...this.initial].some((path) => pattern.test(path)) && !this.files.some((path) => pattern.test(path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
    this.written.add(path);
  }

  /** The files that were written and not removed. */
  get changed(): readonly string[] {
    return this.files.filter((path) => this.written.has(path));
  }

  /** Replaces the text of a file. @returns whether it changed */
  edit(path: string, change: (text: string) => string): boolean {
    const before = this.read(path);
    const after = change(before);
    if (after !== before) this.write(path, after);
    return after !== before;
  }

  /** Removes a file, and the folders that it leaves empty. */
  remove(path: string): void {
    rmSync(join(this.root, path), { force: true });
    this.paths.delete(path);
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      const place = join(this.root, folder);
      if (existsSync(place) && readdirSync(place).length === 0) rmdirSync(place);
    }
  }
}

/** A path and every folder above it. */
function withFolders(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [path] : [path, ...withFolders(folder)];
}
