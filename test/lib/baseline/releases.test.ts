import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { templatePath } from '../../../lib/baseline/committed-templates';
import { Releases } from '../../../lib/baseline/releases';

describe('the last release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'releases-'));
  const root = join(folder, 'repository');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: root });
  const commit = (template?: object) => {
    if (template) {
      mkdirSync(dirname(join(root, templatePath('production'))), { recursive: true });
      writeFileSync(join(root, templatePath('production')), JSON.stringify(template));
    }
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'change');
  };

  beforeAll(() => {
    mkdirSync(root);
    git('init', '--quiet');
    commit();
    git('tag', 'v0.1.0');
    commit({ release: 1 });
    git('tag', 'v1.0.0');
    commit({ release: 2 });
    git('tag', 'v2.0.0');
    git('tag', 'nightly');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the one before, for a commit that is a release itself', () => {
    expect(new Releases(root).last()).toBe('v1.0.0');
  });

  it('is the commit itself when files have changed since', () => {
    writeFileSync(join(root, 'changed'), '');
    expect(new Releases(root).last()).toBe('v2.0.0');
    rmSync(join(root, 'changed'));
  });

  it('is the newest version tag of an ordinary commit', () => {
    commit();
    expect(new Releases(root).last()).toBe('v2.0.0');
  });

  it('is unknown in a shallow clone without tags, and outside a repository', () => {
    const shallow = join(folder, 'shallow');
    git('clone', '--quiet', '--depth=1', '--no-tags', `file://${root}`, shallow);

    expect(new Releases(shallow).last()).toBeUndefined();
    expect(new Releases(folder).last()).toBeUndefined();
  });

  it('has the template of each of its stages', () => {
    expect(new Releases(root).template('v1.0.0', 'production')).toEqual({ release: 1 });
    expect(new Releases(root).template('v1.0.0', 'staging')).toBeUndefined();
  });

  it.each([
    ['a tag that does not exist', 'v9', /Unknown tag or commit "v9".* git fetch --unshallow --tags/],
    ['a tag without templates', 'v0.1.0', /"v0.1.0" has no templates in lib\/baseline\/templates/],
  ])('rejects %s', (_, ref, message) => {
    expect(() => new Releases(root).template(ref, 'production')).toThrow(message);
  });
});
