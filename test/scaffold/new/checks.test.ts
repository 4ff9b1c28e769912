import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../cli/user-error';
import { referencePath } from '../../../local/address'; // part: reference
import { issuerPath } from '../../../local/cognito/issuer';
import { createPage } from '../../../local/page';
import { deadLettersPath } from '../../../local/sqs/dead-letter-routes';
import { resizeAgainPath } from '../../../local/sqs/resize-again';
import { checkName } from '../../../scaffold/new/check-name';
import { checkPath } from '../../../scaffold/new/endpoint/check-path';
import { carryOut } from '../../../scaffold/new/plan';
import { checkTrigger } from '../../../scaffold/new/trigger/check-trigger';
import { temporaryFolder } from '../../support/local';

describe('a name', () => {
  it.each(['add-tag', 'list2', 'a-b-c'])('can be %s', (name) => {
    expect(() => checkName(name, 'add-tag')).not.toThrow();
  });

  it.each([
    ['addTag', 'The name "addTag" is not in kebab case: lowercase words, joined by hyphens. Write add-tag.'],
    ['Add Tag', 'Write add-tag.'],
    ['add_tag', 'Write add-tag.'],
    ['-add--tag-', 'Write add-tag.'],
    ['2fast', 'Write a name such as add-tag.'],
    ['../escape', 'Write escape.'],
    ['delete', 'The name "delete" is reserved. Add a word, as in add-tag.'],
    ['health', 'A function "health" exists. Use another name. These exist: create-image,'],
    ['resize-image', 'A function "resize-image" exists.'],
    ['n'.repeat(41), 'has 41 characters. Use at most 40.'],
  ])('is rejected as %s', (name, message) => {
    expect(() => checkName(name, 'add-tag')).toThrow(UserError);
    expect(() => checkName(name, 'add-tag')).toThrow(message);
  });
});

describe('a path', () => {
  it.each([
    ['GET', '/stats'],
    ['GET', '/images/{id}/tags/{tag}'],
    ['PUT', '/images/{id}'],
    ['GET', '/images/recent'],
    ['GET', '/v2/images.zip'],
  ])('can be %s %s', (method, path) => {
    expect(() => checkPath(method, path)).not.toThrow();
  });

  it.each([
    ['GET', 'stats', 'The path "stats" does not start with a slash. Write /stats.'],
    ['GET', '/', 'has an empty segment.'],
    ['GET', '/stats/', 'has an empty segment. Write each slash once, and none at the end'],
    ['GET', '/a//b', 'has an empty segment.'],
    ['GET', '/a b', 'has the segment "a b".'],
    ['GET', '/a?b=c', 'has the segment "a?b=c".'],
    ['GET', '/images/../x', 'has the segment "..".'],
    ['GET', '/images/{id', 'has the segment "{id".'],
    ['GET', '/images/{image-id}', 'has the segment "{image-id}".'],
    ['GET', '/images/{Id}', 'has the segment "{Id}".'],
    ['GET', '/files/{proxy+}', 'has the segment "{proxy+}".'],
    ['GET', '/images/x{id}', 'has the segment "x{id}".'],
    ['GET', '/images/:id', 'has the segment ":id".'],
    ['GET', '/a/{id}/b/{id}', 'has the parameter {id} twice.'],
    ['GET', '/{id}', 'starts with a parameter'],
    ['GET', '/images', 'exists: GET /images is the endpoint "list-images". Use another method or path.'],
    ['GET', '/images/{name}', 'exists: GET /images/{id} is the endpoint "get-image".'],
    ['PUT', '/images/{name}', 'Write /images/{id}, as the endpoint "get-image" does.'],
  ])('is rejected as %s %s', (method, path, message) => {
    expect(() => checkPath(method, path)).toThrow(UserError);
    expect(() => checkPath(method, path)).toThrow(message);
  });

  const page = createPage({ origin: 'http://localhost:1', issuer: 'http://localhost:1/oidc', files: [] });
  const ofThePage = page.files.routes.map((route) => route.path.replace(/^\/:file.*/, '/app.js').replace(':id', 'x'));
  const taken = [
    ...new Set(ofThePage.filter((path) => path !== '/')),
    ...[deadLettersPath, resizeAgainPath, `${issuerPath}/auth`, '/s3/x', '/api/x', '/openapi.json'],
    referencePath, // part: reference
  ];

  it.each(taken)('is rejected as %s, which has another use', (path) => {
    expect(() => checkPath('GET', path)).toThrow('which has another use. Start with another word.');
  });
});

describe('a trigger', () => {
  it.each([
    [{ schedule: { cron: '0 8 * * *' } }, 'has the invalid schedule "0 8 * * *". Use six fields'],
    [{ schedule: { cron: '0 8 * * * *' } }, 'has the invalid schedule "0 8 * * * *". Use six fields'],
    [{ schedule: { cron: '0 8 * * ? *', timeZone: 'Zurich' } }, 'has the invalid time zone "Zurich".'],
    [{ schedule: { everyMinutes: 0 } }, 'runs every 0 minutes. Use an integer from 1 to 1440'],
    [{ queue: 'Mails' }, 'The queue "Mails" has an invalid name.'],
    [{ queue: 'uploads' }, 'Two rows receive the messages of the queue "uploads".'],
  ])('is rejected with %j', (on, message) => {
    expect(() => checkTrigger({ name: 'send-digest', on })).toThrow(UserError);
    expect(() => checkTrigger({ name: 'send-digest', on })).toThrow(message);
  });
});

describe('a plan', () => {
  const row = { file: 'table.ts', begin: 'export const rows = [', end: '] as const', text: '{ b },' };

  async function folderWith(table: string): Promise<string> {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'table.ts'), table);
    return folder;
  }

  it('adds its row at the end of the table, and leaves out rows of files that a fork has removed', async () => {
    const folder = await folderWith('const x = [\n];\nexport const rows = [\n  { a },\n] as const;\nconst y = 1;\n');
    const rows = [row, { ...row, file: 'proof/allowed.ts' }];

    expect(carryOut({ files: { 'new.ts': 'text' }, rows }, folder)).toEqual(['new.ts', 'table.ts']);

    expect(readFileSync(join(folder, 'table.ts'), 'utf8')).toBe(
      'const x = [\n];\nexport const rows = [\n  { a },\n{ b },\n] as const;\nconst y = 1;\n',
    );
    expect(readFileSync(join(folder, 'new.ts'), 'utf8')).toBe('text');
  });

  it('writes nothing when a file exists', async () => {
    const table = 'export const rows = [\n] as const;\n';
    const folder = await folderWith(table);
    mkdirSync(join(folder, 'lambda'));
    writeFileSync(join(folder, 'lambda/new.ts'), 'mine');

    expect(() => carryOut({ files: { 'other.ts': '', 'lambda/new.ts': '' }, rows: [row] }, folder)).toThrow(
      'lambda/new.ts exists.',
    );

    expect(readFileSync(join(folder, 'table.ts'), 'utf8')).toBe(table);
  });

  it('writes nothing when the table has another form, and shows the row', async () => {
    const folder = await folderWith('export const rows = [].concat();\n');

    expect(() => carryOut({ files: { 'new.ts': '' }, rows: [row] }, folder)).toThrow(
      /^table\.ts: cannot find .*by hand:\n\{ b \},$/s,
    );

    expect(() => readFileSync(join(folder, 'new.ts'))).toThrow('ENOENT');
  });
});
