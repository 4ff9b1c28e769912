import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
