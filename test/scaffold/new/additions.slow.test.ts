// What `npm run new` adds, in a copy of the project. ADDITIONS=all also synthesizes the stack and runs every test that reads the rows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newOptions } from '../../../scaffold/new/options';
import { carryOut } from '../../../scaffold/new/plan';
import { planOf } from '../../../scaffold/new/plan-of';
import { ProjectCopy } from '../../support/project-copy';

const isThorough = process.env.ADDITIONS === 'all';

jest.setTimeout(isThorough ? 1_800_000 : 180_000);

const additions = [
  ['endpoint', 'list-tags', 'GET', '/images/{id}/tags'],
  ['endpoint', 'add-note', 'POST', '/albums/{album}/notes/{note}'],
  ['endpoint', 'delete-album', 'DELETE', '/albums/{album}'],
  ['endpoint', 'show-price', 'GET', '/price', '--public'],
  ['trigger', 'send-report', 'timer', '0 8 ? * MON-FRI *', '--time-zone', 'Europe/Zurich'],
  ['trigger', 'send-letter', 'queue', 'letters'],
  ['trigger', 'count-uploads', 'stream'],
  ['trigger', 'greet-images', 'bus', 'ImageReady', 'ImageDeleted'],
];
/** The command itself adds this one, and then updates everything that derives from the rows. */
const last = ['trigger', 'purge-tags', 'timer', '30'];

/** Tests that read every row, in files or folders. */
const related = [
  ...['test/api', 'test/architecture', 'test/docs', 'test/entry', 'test/events', 'test/local/start', 'test/scaffold/update'],
  ...['test/lib/build/bundle', 'test/lib/build/start', 'test/lib/constructs', 'test/lib/stack'],
  ...['test/lib/acknowledgements', 'test/lib/baseline', 'test/proof'], // part: proof
  ...['workshop/bench', 'workshop/mutants', 'workshop/reliability/isolation'], // part: workshop
];

describe('additions of every kind', () => {
  let project: ProjectCopy;
  const tests: string[] = [];
  let output: string;

  beforeAll(async () => {
    project = await ProjectCopy.create();
    for (const addition of additions) {
      const written = carryOut(planOf(newOptions(addition)), project.folder);
      tests.push(...written.filter((path) => path.endsWith('.test.ts')));
    }
    project.run('npx', 'biome', 'check', '--write', 'lambda', 'proof', 'test/api', 'test/events');
    output = project.run('npm', 'run', '--silent', 'new', '--', ...last);
    tests.push('test/events/purge-tags.test.ts');
  });
  afterAll(() => project?.remove());

  it('are reported file by file, with what derives from them', () => {
    expect(output).toMatch(/^wrote {3}lambda\/events\/purge-tags\.ts\nwrote {3}test\/events\/purge-tags\.test\.ts\n/);
    expect(output).toMatch(/^updated docs\/openapi\.json from /m);
    expect(output).toMatch(/^updated README\.md from /m);
  });

  // part: proof
  it('are listed among the routes that need no token when they are public', () => {
    const source = readFileSync(join(project.folder, 'proof/invariants/application.ts'), 'utf8');
    expect(source).toMatch(/^ {2}'GET \/health',\n {2}'GET \/price',\n\];$/m);
  });

  it('compile and have the style of the project', () => {
    project.compile();
    project.run('npx', 'biome', 'check', '.');
  });

  it('pass their own tests', () => {
    expect(tests).toHaveLength(additions.length + 1);
    project.run('npx', 'jest', '--maxWorkers=2', ...tests);
  });

  (isThorough ? it : it.skip)('pass strict synth and every test that reads the rows', () => {
    project.run('npx', 'cdk', 'synth', '--quiet');
    project.run('npm', 'run', '--silent', 'test:all', '--', '--maxWorkers=2', ...related);
  });
});
