// The preview of a pull request: who gets one, and the comment.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { stackPrefix } from '../../lambda/names';
import { itNeeds } from '../support/needs';

interface Job {
  readonly if: string;
  readonly environment?: string;
  readonly permissions: Record<string, string>;
  readonly steps: readonly { readonly run?: string; readonly uses?: string; readonly with?: Record<string, string> }[];
}

const { jobs, on }: { jobs: Record<'deploy' | 'destroy' | 'comment', Job>; on: object } = parse(
  readFileSync(join(__dirname, '../../.github/workflows/preview.yml'), 'utf8'),
);

describe('a preview', () => {
  const { deploy, destroy } = jobs;

  it('is started by pull requests, never with the rights of the target branch', () => {
    expect(on).toEqual({ pull_request: { types: ['opened', 'reopened', 'synchronize', 'closed'] } });
  });

  it.each([
    ['deployed', deploy, "github.event.action != 'closed'"],
    ['removed', destroy, "github.event.action == 'closed'"],
  ])('is %s only where the repository has set it up, and not for forks or Dependabot', (_, job, action) => {
    expect(job.if.split(/\s*&&\s*/)).toEqual([
      "vars.AWS_PREVIEW_ROLE != ''",
      action,
      'github.event.pull_request.head.repo.full_name == github.repository',
      "github.event.pull_request.user.login != 'dependabot[bot]'",
    ]);
    expect(job.environment).toBe('preview');
  });

  it.each([
    ['deploy', deploy],
    ['destroy', destroy],
  ])('gets its credentials after the code of the pull request has run: %s', (command, { steps }) => {
    const credentials = steps.findIndex(({ uses = '' }) => uses.startsWith('aws-actions/configure-aws-credentials@'));
    const [before, after] = [steps.slice(0, credentials), steps.slice(credentials + 1)];
    expect(before.some(({ run = '' }) => run.startsWith('npx cdk synth'))).toBe(true);
    expect(after.map(({ run = '' }) => run.match(/^npx cdk (deploy|destroy) --app cdk\.out /)?.[1])).toEqual([command]);
  });
});

describe('the comment', () => {
  const [{ run: script = 'exit 9' } = {}] = jobs.comment.steps;
  const pullRequest = { NAME: `${stackPrefix}-pr-7`, NUMBER: '7', COMMIT: 'abc123', RUN: 'https://github.example/runs/1' };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'app-preview-'));
    // Records its arguments and the comment, and answers a list of comments with the id in $FOUND.
    const gh = `#!/bin/bash
echo "$*" >> calls
case "$*" in *--paginate*) [ -z "$FOUND" ] || echo "$FOUND" ;; *) cp comment.md sent ;; esac
`;
    writeFileSync(join(folder, 'gh'), gh, { mode: 0o755 });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the script of the job. @returns the comment, and the call that sent it */
  function comment(results: Record<string, string>, found = '') {
    execFileSync('bash', ['-eo', 'pipefail', '-c', script], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: `${folder}:/usr/bin:/bin`, GITHUB_REPOSITORY: 'octo/images', FOUND: found, ...pullRequest, ...results },
    });
    const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
    return { text: readFileSync(join(folder, 'sent'), 'utf8'), call: calls.at(-1) };
  }

  const deployed = { DEPLOYED: 'success', DESTROYED: 'skipped', ADDRESS: 'https://d1.cloudfront.net/', CHANGES: 'No `changes`' };
  const itRuns = itNeeds('bash');

  itRuns('is created with the address and the changes', () => {
    const { text, call } = comment(deployed);
    expect(text).toContain('<!-- preview -->\nPreview of abc123: https://d1.cloudfront.net/\n');
    expect(text).toContain('\n~~~~~~\nNo `changes`\n~~~~~~\n');
    expect(call).toBe('api repos/octo/images/issues/7/comments --method POST --field body=@comment.md --silent');
  });

  itRuns('is updated in place by the next commit, the first of several', () => {
    const { call } = comment(deployed, '41\n42');
    expect(call).toBe('api repos/octo/images/issues/comments/41 --method PATCH --field body=@comment.md --silent');
  });

  itRuns.each([
    ['a failed deployment', { DEPLOYED: 'failure', DESTROYED: 'skipped' }, 'The preview of abc123 could not be deployed'],
    ['the end', { DEPLOYED: 'skipped', DESTROYED: 'success' }, 'The preview was removed.'],
    ['a failed removal', { DEPLOYED: 'skipped', DESTROYED: 'failure' }, `remove the stack ${stackPrefix}-pr-7 yourself`],
  ])('reports %s', (_, results, words) => {
    expect(comment({ ADDRESS: '', CHANGES: '', ...results }, '41').text).toContain(words);
  });

  itRuns('does not run what the changes say', () => {
    const { text } = comment({ ...deployed, CHANGES: '$(touch owned) `touch owned` %s' });
    expect(text).toContain('$(touch owned) `touch owned` %s');
    expect(() => readFileSync(join(folder, 'owned'))).toThrow('ENOENT');
  });
});
