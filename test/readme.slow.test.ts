// The commands of the README, pasted into a shell.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { photo } from '../lib/testing/images/photo';
import { sidesOf } from '../lib/testing/sizes';
import { TestLog } from '../lib/testing/test-log';
import { type Application, startApplication } from '../local/application';
import { pageIn } from './support/json';
import { itNeeds } from './support/needs';
import { type LocalUser, userOf } from './support/user';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

describe('the README', () => {
  it('has no comment after a command: zsh would pass it as arguments', () => {
    const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block ?? '');
    expect(blocks.length).toBeGreaterThan(4);
    expect(
      blocks.flatMap((block) => block.split('\n')).filter((line) => /#/.test(line.replaceAll(/"[^"]*"|'[^']*'/g, ''))),
    ).toEqual([]);
  });

  const itPastes = itNeeds('bash', 'curl');

  describe('shows curl commands', () => {
    const [, block = ''] = /<!-- This block is run by test\/readme.slow.test.ts. -->\n```sh\n(.*?)```/s.exec(readme) ?? [];
    let folder: string;
    let application: Application;
    let alice: LocalUser;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'app-readme-'));
      // The files that `npm run token` needs, so that the commands cannot write into the project itself.
      for (const name of ['package.json', 'cli', 'local', 'node_modules'])
        symlinkSync(join(__dirname, '..', name), join(folder, name));
      writeFileSync(join(folder, 'photo.jpg'), await photo());
      const dataDir = join(folder, 'data');
      application = await startApplication({ dataDir, port: 0, log: new TestLog() });
      alice = userOf(dataDir);
    });

    afterEach(async () => {
      await application.close();
      rmSync(folder, { recursive: true });
    });

    /** Pastes the block into a shell. @param environment added to an environment without PORT, API and TOKEN */
    async function paste(environment: NodeJS.ProcessEnv) {
      const { PORT: _port, API: _api, TOKEN: _token, ...rest } = process.env;
      const env = { ...rest, LOCAL_DATA_DIR: join(folder, 'data'), ...environment };
      const before = readdirSync(folder);
      // Not `-e`: interactive shells do not stop at a failure.
      const ended = await promisify(execFile)('bash', ['-c', block], { cwd: folder, env }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      );
      expect(readdirSync(folder)).toEqual(before);
      expect(ended.stderr).not.toMatch(/^ {4}at /m);
      return ended;
    }

    const stored = async () => (await pageIn(alice.fetch(`${application.url}/images`))).items;

    itPastes.each<[string, () => NodeJS.ProcessEnv]>([
      ['on another port', () => ({ PORT: new URL(application.url).port })],
      ['at any address, with any token', () => ({ API: `${application.url}/api`, TOKEN: 'TOKEN', PORT: '1' })],
    ])('that work when pasted, %s', async (_, environment) => {
      const { authorization = '' } = await alice.headers();
      const given = environment();
      const token = given.TOKEN && { TOKEN: authorization.replace('Bearer ', '') };
      const { code, stdout, stderr } = await paste({ ...given, ...token });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

      const [json = ''] = stdout.split('\n');
      const [image, list] = json.split(/(?<=\})(?=\{)/).map((text: string) => JSON.parse(text));
      expect(image).toMatchObject({ status: 'READY', name: 'photo.jpg', sizes: sidesOf(640, 480) });
      expect(list).toEqual({ items: [image] });
      const page = `${application.url}/view/${image.id}`; // part: web
      expect(stdout).toContain(`\nIt is an image of alice: sign in as alice at ${page}\n`); // part: web
      expect((await fetch(page)).status).toBe(200); // part: web
    });

    itPastes('that report when no application responds', async () => {
      const port = new URL(application.url).port;
      await application.close();
      const { code, stdout, stderr } = await paste({ PORT: port });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(
        `No application answers at http://localhost:${port}. Start it with npm start, or set PORT or API.\n`,
      );
    });

    itPastes('that report when the application rejects the token', async () => {
      const { code, stdout, stderr } = await paste({ API: application.url, TOKEN: 'x' });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/401/);
      expect(stderr).toContain('{"message":"Unauthorized"}\n');
      expect(await stored()).toEqual([]);
    });

    itPastes('that do nothing without a photo', async () => {
      rmSync(join(folder, 'photo.jpg'));
      const { code, stdout, stderr } = await paste({ API: application.url });
      expect([code > 0, stdout]).toEqual([true, '']);
      expect(stderr).toMatch(/photo\.jpg.*No such file/);
      expect(await stored()).toEqual([]);
    });
  });
});
