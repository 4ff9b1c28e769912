// The code of docs/recipes.md in a copy of the project: it compiles, its stack synthesizes, and the local run serves it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { defaultStack } from '../lambda/names';
import { photo } from '../lib/testing/images/photo';
import { signWebhook } from '../lib/testing/signed-webhook';
import { TestClock } from '../lib/testing/test-clock';
import { TestLog } from '../lib/testing/test-log';
import { newImageIn } from './support/json';
import { ProjectCopy } from './support/project-copy';
import { follow, readRecipes } from './support/recipes';
import { openServices } from './support/services';
import { until } from './support/until';
import { createRecord, storeOriginal } from './support/upload';
import { type LocalUser, userOf } from './support/user';

const recipes = readRecipes();

let project: ProjectCopy;
let local: Awaited<ReturnType<ProjectCopy['start']>>;
let alice: LocalUser;

beforeAll(async () => {
  project = await ProjectCopy.create();
  for (const recipe of recipes) await follow(recipe, project);
  await storeImage(project.dataDir); // part: quotas
  local = await project.start();
  alice = userOf(local.dataDir);
});
afterAll(() => project?.remove());

it.each(recipes)('$title: takes less than 60 lines', ({ blocks }) => {
  const lines = blocks.flatMap(({ code }) => code.trimEnd().split('\n')).length;
  expect(lines).toBeGreaterThan(0);
  expect(lines).toBeLessThan(60);
});

it('compiles', () => {
  project.compile();
});

// part: update
describe('npm run update', () => {
  beforeAll(() => project.run('npm', 'run', 'update'));

  it('documents the endpoints', async () => {
    const readme = await readFile(join(project.folder, 'README.md'), 'utf8');
    expect(readme).toMatch(/^\| `POST \/hooks\/moderation` \| .* \| signed, `owner`, .* \| 204 \|$/m); // part: signed
    expect(readme).toMatch(/^\| `GET \/images.pdf` \| .* \| \| 200: application\/pdf \|$/m);
  });
});

// part: signed
describe('the stack', () => {
  let template: string;
  beforeAll(async () => {
    project.run('npm', 'run', 'synth');
    template = await readFile(join(project.folder, `cdk.out/${defaultStack}.template.json`), 'utf8');
  });

  it('lets the webhook processor read its secret, which the template does not contain', () => {
    const { Resources } = JSON.parse(template);
    const policies = Object.entries<{ Properties: object }>(Resources).filter(([, { Properties }]) =>
      JSON.stringify(Properties).includes('ssm:GetParameter'),
    );
    expect(policies.map(([id]) => id)).toEqual([expect.stringMatching(/^Servicemoderateimage/)]);
    expect(JSON.stringify(policies)).toContain('":parameter/",{"Ref":"AWS::StackName"},"/moderation"');
    expect(template).not.toContain('whsec_');
  });
});

// part: signed
describe('the webhook processor', () => {
  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${local.url}/hooks/moderation`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

  it('deletes the image that a signed message rejects', async () => {
    const secret = await readFile(join(local.dataDir, 'secrets/moderation'), 'utf8');
    const { id } = await createImage();
    const body = JSON.stringify({ owner: 'alice', id, verdict: 'rejected' });

    expect((await post(body, signWebhook({ secret, body }))).status).toBe(204);

    expect((await alice.fetch(`${local.url}/images/${id}`)).status).toBe(404);
  });

  it('refuses a message with another signature', async () => {
    const { id } = await createImage();
    const body = JSON.stringify({ owner: 'alice', id, verdict: 'rejected' });

    const answer = await post(body, signWebhook({ secret: `whsec_${Buffer.alloc(32).toString('base64')}`, body }));

    expect(answer.status).toBe(401);
    expect((await alice.fetch(`${local.url}/images/${id}`)).status).toBe(200);
  });
});

describe('the PDF generator', () => {
  it('answers a PDF to download', async () => {
    await createImage('日本.jpg');

    const answer = await alice.fetch(`${local.url}/images.pdf`);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toContain('images.pdf');
    const pdf = await PDFDocument.load(await answer.arrayBuffer());
    expect([pdf.getTitle(), pdf.getPageCount()]).toEqual(['Images', 1]);
  });
});

// part: quotas
describe('the data pipeline', () => {
  it('corrects the quota counter of an owner', async () => {
    await until(() => local.output().includes('A quota counter was wrong. {"owner":"bob","seen":2,"there":1}'));
  });
});

// part: quotas
/** An image of bob, whose quota counter says that he has two. */
async function storeImage(dataDir: string): Promise<void> {
  const nothing = { announce: async () => undefined, publish: async () => undefined, send: async () => undefined };
  const clock = new TestClock(new Date(Date.now() - 3_600_000));
  const ports = { uploads: nothing, queues: nothing, events: nothing, clock, log: new TestLog() };
  const services = await openServices({ dataDir, origin: 'http://localhost:1', ...ports });
  const id = await createRecord(services, 'bob');
  await storeOriginal(services, { owner: 'bob', id }, await photo());
  // As after a crash between the counter and the record.
  await services.own.counters.add({ owner: 'bob', name: 'storedImages' }, 10, clock.now());
  await services.close();
}

async function createImage(name = 'photo.jpg') {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ contentType: 'image/jpeg', name });
  return newImageIn(await alice.fetch(`${local.url}/images`, { method: 'POST', headers, body }));
}
