import { execFileSync } from 'node:child_process';
import { UserError } from '../../cli/user-error';
import { templatePath } from './committed-templates';

/** Reads the templates that were committed with a release. */
export class Releases {
  /** @param root folder of the repository */
  constructor(private readonly root: string) {}

  /**
   * The tag of the last release, such as `v1.2.0`; `undefined` when the clone has none. A commit that is a release itself, without
   * changes, is compared with the release before it.
   */
  last(): string | undefined {
    const isClean = this.git('status', '--porcelain') === '';
    return this.git('describe', '--tags', '--abbrev=0', '--match=v[0-9]*', isClean ? 'HEAD^' : 'HEAD') || undefined;
  }

  /**
   * The template of a stage in a commit; `undefined` when the commit has no such stage.
   * @param ref a tag, a branch or a commit
   * @throws UserError when the commit is unknown or has no templates at all
   */
  template(ref: string, stage: string): object | undefined {
    if (this.git('rev-parse', '--quiet', '--verify', `${ref}^{commit}`) === undefined) {
      throw new UserError(
        `Unknown tag or commit "${ref}". In a shallow clone, fetch the history first: git fetch --unshallow --tags`,
      );
    }
    const folder = templatePath('').replace(/\/[^/]*$/, '');
    if (!this.git('ls-tree', ref, `${folder}/`)) {
      throw new UserError(`"${ref}" has no templates in ${folder}. Name a later tag or commit: npm run diff:baseline -- REF`);
    }
    const text = this.git('show', `${ref}:${templatePath(stage)}`);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** The output of a git command; `undefined` when it fails, or when there is no git. */
  private git(...args: readonly string[]): string | undefined {
    try {
      return execFileSync('git', args, {
        cwd: this.root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 2 ** 26,
      }).trim();
    } catch {
      return undefined;
    }
  }
}
