// The commands of the README, pasted into a shell.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { photo } from '../lib/testing/images/photo';
import { sidesOf } from '../lib/testing/sizes';
import { TestLog } from '../lib/testing/test-log';
import { type Application, startApplication } from '../local/application';
import { itNeeds } from './support/needs';
import { type LocalUser, userOf } from './support/user';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
const commands = readFileSync(join(__dirname, '../docs/commands.md'), 'utf8');
const scripts: Record<string, string> = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')).scripts;

/** The scripts of package.json that a text names. */
const scriptsNamedIn = (text: string) =>
  new Set([...text.matchAll(/npm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short ?? ''));

describe('the README', () => {
  it.each([
    ['README.md', readme],
    ['docs/commands.md', commands],
  ])('names only scripts that exist: %s', (_, text) => {
    expect(scriptsNamedIn(text).size).toBeGreaterThan(3);
    expect([...scriptsNamedIn(text)].filter((name) => !(name in scripts))).toEqual([]);
  });

  it('links to a page that names every script', () => {
    expect(readme).toContain('](docs/commands.md)');
    const named = scriptsNamedIn(commands);
    expect(Object.keys(scripts).filter((name) => name !== 'postinstall' && !named.has(name))).toEqual([]);
  });

  it.each([
    ['README.md', readme, '..'],
    ['docs/commands.md', commands, '../docs'],
  ])('links only to files that exist: %s', (_, text, folder) => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(__dirname, folder, link)))).toEqual([]);
  });

  it('has no comment behind a command: zsh takes its words for arguments', () => {
    const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block ?? '');
    expect(blocks.length).toBeGreaterThan(4);
    expect(
      blocks.flatMap((block) => block.split('\n')).filter((line) => /#/.test(line.replaceAll(/"[^"]*"|'[^']*'/g, ''))),
    ).toEqual([]);
  });

  const itPastes = itNeeds('bash', 'curl');

  describe('shows curl commands', () => {
    const [, block = ''] = /<!-- This block is run by test\/readme.test.ts. -->\n```sh\n(.*?)```/s.exec(readme) ?? [];
    let folder: string;
    let application: Application;
    let alice: LocalUser;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'image-api-readme-'));
      // As much of the project as `npm run token` needs, so that the block can leave nothing in the project itself.
      for (const name of ['package.json', 'local', 'node_modules']) symlinkSync(join(__dirname, '..', name), join(folder, name));
      writeFileSync(join(folder, 'photo.jpg'), await photo());
      const dataDir = join(folder, 'data');
      application = await startApplication({ dataDir, port: 0, log: new TestLog() });
      alice = userOf(dataDir);
    });

    afterEach(async () => {
      await application.close();
      rmSync(folder, { recursive: true });
    });

    /** Pastes the block into a shell. @param environment beside what is not set: PORT, API and TOKEN */
    async function paste(environment: NodeJS.ProcessEnv) {
      const { PORT: _port, API: _api, TOKEN: _token, ...rest } = process.env;
      const env = { ...rest, LOCAL_DATA_DIR: join(folder, 'data'), ...environment };
      const before = readdirSync(folder);
      // Not `-e`: people's own shells do not stop at a failure.
      const ended = await promisify(execFile)('bash', ['-c', block], { cwd: folder, env }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      );
      expect(readdirSync(folder)).toEqual(before);
      expect(ended.stderr).not.toMatch(/^ {4}at /m);
      return ended;
    }

    const stored = async () => (await alice.client(application.url).list()).items;

    itPastes.each<[string, () => NodeJS.ProcessEnv]>([
      ['on another port', () => ({ PORT: new URL(application.url).port })],
      ['at any address, with any token', () => ({ API: `${application.url}/api`, TOKEN: 'TOKEN', PORT: '1' })],
    ])('that work when pasted, %s', async (_, environment) => {
      const { authorization = '' } = await alice.headers();
      const given = environment();
      const token = given.TOKEN && { TOKEN: authorization.replace('Bearer ', '') };
      const { code, stdout, stderr } = await paste({ ...given, ...token });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

      const [json = '', words] = stdout.split('\n');
      const [image, list] = json.split(/(?<=\})(?=\{)/).map((text: string) => JSON.parse(text));
      expect(image).toMatchObject({ status: 'READY', name: 'photo.jpg', sizes: sidesOf(640, 480) });
      expect(list).toEqual({ items: [image] });
      const page = `${application.url}/view/${image.id}`;
      expect(words).toBe(`It is an image of alice: sign in as alice at ${page}`);
      expect((await fetch(page)).status).toBe(200);
    });

    itPastes('that say when no application answers', async () => {
      const port = new URL(application.url).port;
      await application.close();
      const { code, stdout, stderr } = await paste({ PORT: port });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(
        `No application answers at http://localhost:${port}. Start it with npm start, or set PORT or API.\n`,
      );
    });

    itPastes('that say when the application does not take the token', async () => {
      const { code, stdout, stderr } = await paste({ API: application.url, TOKEN: 'x' });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/401/);
      expect(stderr).toContain('{"message":"Unauthorized"}\n');
      expect(await stored()).toEqual([]);
    });

    itPastes('that start nothing without a photo', async () => {
      rmSync(join(folder, 'photo.jpg'));
      const { code, stdout, stderr } = await paste({ API: application.url });
      expect([code > 0, stdout]).toEqual([true, '']);
      expect(stderr).toMatch(/photo\.jpg.*No such file/);
      expect(await stored()).toEqual([]);
    });
  });
});
