// What the container image contains. Docker is not needed.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '../../lib/testing/describe-with';
import { temporaryFolder } from '../support/local';

const root = join(__dirname, '../..');
const dockerfile = readFileSync(join(root, 'serve/Dockerfile'), 'utf8');

describe('the Dockerfile', () => {
  it('uses the version of Node.js of the functions, in every stage', () => {
    const [major] = readFileSync(join(root, '.nvmrc'), 'utf8').trim().split('.');
    const bases = [...dockerfile.matchAll(/^FROM (?:--platform=\$BUILDPLATFORM )?(\S+)/gm)].map(([, base]) => base);
    expect(bases).toHaveLength(2);
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(new RegExp(`^node:${major}\\.\\d+\\.\\d+-\\w+-slim$`));
  });

  it('builds on the processor of the builder, with sharp for the one of the image, so that no emulator is needed', () => {
    const [build = '', image = ''] = dockerfile.split(/^(?=FROM )/m).slice(1);
    expect(build).toMatch(/^FROM --platform=\$BUILDPLATFORM \S+ AS build\nARG TARGETARCH\n/);
    const [, choice = 'exit 9'] = /^RUN (if .*? fi)/m.exec(build) ?? [];
    const cpuFor = (TARGETARCH: string) =>
      spawnSync('sh', ['-c', `${choice}; printf %s "$cpu"`], { env: { TARGETARCH }, encoding: 'utf8' }).stdout;
    expect([cpuFor('amd64'), cpuFor('arm64')]).toEqual(['x64', 'arm64']);
    expect(build).toContain('--cpu="$cpu"');
    expect(image).toMatch(/^FROM \S+\n/);
    // A command would run on the processor of the image.
    expect(image).not.toMatch(/^RUN /m);
  });

  it('runs the process as another user than root, without a shell or npm, which would not pass on signals', () => {
    expect(dockerfile).toMatch(/^USER 1000$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["node", .*\]$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  });

  it('copies only files that its list of ignored files lets through', () => {
    const ignored = readFileSync(join(root, 'serve/Dockerfile.dockerignore'), 'utf8').split('\n');
    expect(ignored.filter((line) => line && !line.startsWith('#'))[0]).toBe('*');
    for (const line of ignored.filter((each) => each.startsWith('!'))) expect(statSync(join(root, line.slice(1)))).toBeTruthy();
  });

  describeWith({ name: 'hadolint', variable: 'HADOLINT' }, 'for hadolint', (hadolint) => {
    it('has no finding', () => {
      const { status, stdout } = spawnSync(hadolint, ['--failure-threshold', 'style', join(root, 'serve/Dockerfile')], {
        encoding: 'utf8',
      });
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    });
  });
});

describe('the bundle', () => {
  let folder: string;
  beforeAll(async () => {
    folder = join(await temporaryFolder(), 'image');
    const args = ['--require', join(root, 'cli/typescript.cjs'), join(root, 'serve/bundle.ts'), folder];
    expect(spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })).toMatchObject({ status: 0 });
  });

  it('has every endpoint and every queue handler, in one file beside sharp', () => {
    const code = readFileSync(join(folder, 'index.js'), 'utf8');
    expect(readdirSync(folder).sort()).toEqual(['index.js', 'index.js.map', 'node_modules', 'package.json']);
    for (const file of ['api/get-image.ts', 'api/health.ts', 'events/resize-image.ts']) expect(code).toContain(`lambda/${file}`);
    const loaded = [...code.matchAll(/\brequire\("([^"./][^"]*)"\)/g)].map(([, name = '']) => name);
    const builtIn = (name: string) => name.startsWith('node:') || require('node:module').isBuiltin(name);
    // The SDK requires the first for access points of several regions only.
    expect([...new Set(loaded.filter((name) => !builtIn(name)))].sort()).toEqual(['@aws-sdk/signature-v4-crt', 'sharp']);
  });

  it('is small: the image has these files and Node.js', () => {
    const bytes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => statSync(join(folder, path)))
      .reduce((sum, { size }) => sum + size, 0);
    expect(bytes).toBeLessThan(26 * 1024 * 1024);
  });
});
