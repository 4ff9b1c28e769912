// The commands of the README, pasted into a shell.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startApplication } from '../local/application';
import { Issuer } from '../local/issuer';
import { photo } from './images/photo';
import { itNeeds } from './support/needs';
import { TestLog } from './support/services';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
const scripts: Record<string, string> = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')).scripts;

describe('the README', () => {
  it('names only scripts that exist, and all that people need', () => {
    const named = new Set([...readme.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name ?? ''));
    expect([...named].filter((name) => !(name in scripts))).toEqual([]);
    expect(Object.keys(scripts).filter((name) => !['start', 'test', 'postinstall'].includes(name) && !named.has(name))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => !existsSync(join(__dirname, '..', link)))).toEqual([]);
  });

  it('has no comment behind a command: zsh takes its words for arguments', () => {
    const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block ?? '');
    expect(blocks.length).toBeGreaterThan(4);
    expect(
      blocks.flatMap((block) => block.split('\n')).filter((line) => /#/.test(line.replaceAll(/"[^"]*"|'[^']*'/g, ''))),
    ).toEqual([]);
  });

  itNeeds('bash', 'curl')(
    'shows curl commands that work when pasted',
    async () => {
      const [, block = ''] = /<!-- This block is run by test\/readme.test.ts. -->\n```sh\n(.*?)```/s.exec(readme) ?? [];
      const folder = mkdtempSync(join(tmpdir(), 'image-api-readme-'));
      const application = await startApplication({ dataDir: join(folder, 'data'), port: 0, log: new TestLog() });
      try {
        writeFileSync(join(folder, 'photo.jpg'), await photo());
        const token = await (await Issuer.open(join(folder, 'data'))).issue('alice');
        const environment = { ...process.env, API: application.url, TOKEN: token };
        const { stdout } = await promisify(execFile)('bash', ['-ec', block], { cwd: folder, env: environment });

        const [image, list] = stdout
          .trim()
          .split(/(?<=\})(?=\{)/)
          .map((text) => JSON.parse(text));
        expect(image).toMatchObject({ status: 'READY', name: 'photo.jpg', sizes: { thumbnail: { width: 200, height: 150 } } });
        expect(list).toEqual({ items: [image] });
      } finally {
        await application.close();
        rmSync(folder, { recursive: true });
      }
    },
    30_000,
  );
});
