import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../cli/run-command';
import { UserError } from '../../cli/user-error';
import { type Fork, fork, isAbsent } from './fork';
import { forkOptions } from './options';
import { Project } from './project';
import { report } from './report';

const root = join(__dirname, '../..');

/** `npm run fork`: turns a clone into your own project. */
runCommand(async () => {
  const { dryRun, force, ...changes } = forkOptions(process.argv.slice(2));
  const project = Project.open(root);
  if (!dryRun && !force) requireCleanTree();
  const absent = changes.without.find((name) => isAbsent(project, name));
  if (absent) throw new UserError(`The part "${absent}" has already been removed. Leave it out of --without.`);
  const { lines, complete } = report(project, dryRun ? forkCopy(project, changes) : fork(project, changes), changes);
  console.log(lines.join('\n'));
  return complete ? 0 : 1;
});

/** The same changes in a copy that is then deleted. */
function forkCopy(project: Project, changes: Fork) {
  const folder = mkdtempSync(join(tmpdir(), 'fork-'));
  try {
    return fork(project.copyTo(folder), changes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function requireCleanTree(): void {
  const { stdout } = spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  if (stdout === '') return;
  const changed = stdout.trimEnd().split('\n').length;
  throw new UserError(
    `The working tree has uncommitted changes in ${changed} ${changed === 1 ? 'file' : 'files'}. ` +
      'Commit or stash them first, so that git diff shows only what this command changes, or pass --force.',
  );
}
