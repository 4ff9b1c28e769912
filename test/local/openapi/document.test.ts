import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020'; // part: platforms
import addFormats from 'ajv-formats'; // part: platforms
import { uuidv7 } from 'uuidv7'; // part: platforms
import { endpoints } from '../../../lambda/api/endpoints';
import { Conformance } from '../../support/conformance';

const file = join(__dirname, '../../../docs/openapi.json');
const validator = join(__dirname, '../../../node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js');

const validate = (path: string) => spawnSync(process.execPath, [validator, path], { encoding: 'utf8' });

describe('docs/openapi.json', () => {
  it('has every route of the table, and no other', () => {
    const { paths } = JSON.parse(readFileSync(file, 'utf8'));
    const documented = Object.entries<object>(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.sort()).toEqual(endpoints.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('is valid OpenAPI 3.1 according to an independent validator', () => {
    const { status, stdout } = validate(file);
    expect({ status, ...JSON.parse(stdout) }).toEqual({ status: 0, valid: true });
  });

  it('is invalid with a mistake', () => {
    const folder = mkdtempSync(join(tmpdir(), 'app-openapi-'));
    const broken = readFileSync(file, 'utf8').replace('"in": "path"', '"in": "route"');
    writeFileSync(join(folder, 'openapi.json'), broken);
    expect(validate(join(folder, 'openapi.json')).status).not.toBe(0);
    rmSync(folder, { recursive: true });
  });
});

// part: platforms
describe('the answer of POST /images', () => {
  const { paths, components } = JSON.parse(readFileSync(file, 'utf8'));
  const { schema } = paths['/images'].post.responses[201].content['application/json'];
  const validate = addFormats(new Ajv2020({ strict: false })).compile({ ...schema, components });
  const started = (upload: object) => ({ id: uuidv7(), status: 'PENDING', upload });
  const upload = { url: 'https://store/key', fields: {}, maxBytes: 5, expiresAt: '2026-11-29T12:00:00Z' };
  const put = { 'content-type': 'image/png' };

  it.each([
    ['a form', { ...upload, fields: { key: 'uploads/alice/1' } }, true],
    ['a PUT request, which homes without forms answer', { ...upload, put }, true],
    ['neither', { ...upload, fields: undefined }, false],
    ['a number as a header', { ...upload, put: { 'content-length': 5 } }, false],
    ['anything else', { ...upload, put, token: 'x' }, false],
  ])('may have %s', (_, given, valid) => {
    expect(validate(JSON.parse(JSON.stringify(started(given))))).toBe(valid);
  });

  it('is not a PUT request on AWS, where every store has forms', async () => {
    const answer = Response.json(started({ ...upload, put }), { status: 201 });
    expect(await new Conformance().violation('POST', '/images', answer)).toMatch('put');
  });
});

describe('the validation of responses by the document', () => {
  const conformance = new Conformance();
  const answer = (body: unknown, status = 200, type = 'application/json') =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });

  it.each([
    ['an unknown status', answer({}, 418)],
    ['another content type', answer({ status: 'ok', version: '1' }, 200, 'text/html')],
    ['a missing member', answer({ status: 'ok' })],
    ['an additional member', answer({ status: 'ok', version: '1', secret: 'x' })],
    ['a member of another type', answer({ status: 'ok', version: 1 })],
  ])('rejects %s', async (_, wrong) => {
    expect(await conformance.violation('GET', '/health', wrong)).toBeDefined();
  });

  it('accepts documented responses', async () => {
    expect(await conformance.violation('GET', '/health', answer({ status: 'ok', version: '1' }))).toBeUndefined();
  });
});
