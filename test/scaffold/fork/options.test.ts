import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, readIdentity, writeIdentity } from '../../../scaffold/fork/identity';
import { forkOptions } from '../../../scaffold/fork/options';
import { partNames, withDependents } from '../../../scaffold/fork/parts';
import { Project } from '../../../scaffold/fork/project';
import { filesWith } from '../../../scaffold/fork/rename';

const root = join(__dirname, '../../..');

describe('the options', () => {
  it('name the parts to remove', () => {
    expect(forkOptions(['--without', 'web, ops', '--dry-run'])).toEqual({
      identity: undefined,
      without: ['web', 'ops'],
      dryRun: true,
      force: false,
    });
    expect(forkOptions(['--without', 'all']).without).toEqual(partNames);
  });

  it('derive every name from one', () => {
    expect(forkOptions(['--name', 'photo-service']).identity).toEqual({
      appName: 'photo-service',
      shortName: 'photo-service',
      appTitle: 'Photo Service',
      stackPrefix: 'PhotoService',
    });
    expect(forkOptions(['--name', 'photo-service', '--title', 'My Photos']).identity?.appTitle).toBe('My Photos');
  });

  it.each([
    [[], 'Nothing to do. Pass --name, --without, or both.'],
    [['--title', 'X'], 'Nothing to do. Pass --name'],
    [['--title', 'X', '--without', 'web'], '--title requires --name.'],
    [['--without', 'wep'], 'Unknown part "wep". Did you mean web?'],
    [['--without', 'web,web'], 'The part "web" is given twice. Pass it once.'],
    [['--name', 'PhotoService'], 'The name "PhotoService" is not valid. Use two or more lowercase words joined by hyphens'],
    [['--name', 'photo_service'], 'Did you mean photo-service?'],
    [['--name', 'photos'], 'The name "photos" is not valid.'],
    [['--name', 'my-aws-photos'], 'The name "my-aws-photos" contains "aws", which Cognito does not allow in a domain.'],
    [['--name', `photo-${'s'.repeat(30)}`], 'has 36 characters. Use 3 to 28'],
    [['--name', 'photo-service', '--title', '<b>'], 'The title "<b>" is not valid. Use 1 to 40 letters'],
  ])('%j are rejected', (args, message) => {
    expect(() => forkOptions(args)).toThrow(message);
  });
});

it('removes the parts that need a removed part', () => {
  expect(withDependents(['monitoring'])).toEqual(['monitoring', 'canary', 'workshop']);
});

describe('the names of the application', () => {
  const source = readFileSync(join(root, 'lambda/names.ts'), 'utf8');
  const identity = readIdentity(source);

  it('are written in one file, and appear in no other code', () => {
    // A fork may have the name that this file shows as an example.
    const example = identity.appName === 'photo-service' ? 'scaffold/fork/identity.ts' : undefined;
    const files = filesWith(Project.open(root), identity).filter((path) => path !== example);
    expect(files.filter((path) => /\.(ts|tsx|js|cjs)$/.test(path) && !path.startsWith('test/scaffold/fork/'))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'package.json']));
  });

  it('are replaced in that file', () => {
    const next = identityOf('photo-service');
    expect(readIdentity(writeIdentity(source, next))).toEqual(next);
  });
});
