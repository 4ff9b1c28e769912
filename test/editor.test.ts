// The settings of editors and dev containers name what the project has.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from './support/local';

interface Configuration {
  readonly name: string;
  readonly program: string;
  readonly runtimeArgs?: readonly string[];
  readonly args?: readonly string[];
}

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
// biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code replaces it.
const inProject = (path: string) => path.replace('${workspaceFolder}', root);
const { configurations }: { configurations: readonly Configuration[] } = JSON.parse(read('.vscode/launch.json'));

describe('.vscode/launch.json', () => {
  it('starts programs that exist', () => {
    expect(configurations.length).toBeGreaterThan(0);
    expect(configurations.filter(({ program }) => !existsSync(inProject(program)))).toEqual([]);
  });

  it.each([
    ['Local run', [], 'local/main.ts'],
    ['Tests of the current file', ['test/editor.test.ts'], 'test/editor.test.ts'],
  ])('has breakpoints in the TypeScript source: %s', async (name, [current = ''], source) => {
    const { program = '', runtimeArgs = [], args = [] } = configurations.find((each) => each.name === name) ?? {};
    // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code replaces it.
    const given = args.map((arg) => arg.replace('${relativeFile}', current));
    expect(await mappedSource([...runtimeArgs.map(inProject), inProject(program), ...given], join(root, source))).toBe(
      join(root, source),
    );
  });
});

/** Starts a program under the debugger. @returns the source to which the source map of a file leads; `''` when it ends without one */
async function mappedSource(args: readonly string[], file: string): Promise<string> {
  const debuggerHook = `
    const { Session } = require('node:inspector');
    const session = new Session();
    session.connect();
    session.on('Debugger.scriptParsed', ({ params: { url, sourceMapURL } }) => {
      if (url.endsWith(${JSON.stringify(file)}) && sourceMapURL.startsWith('data:'))
        process.stdout.write('MAPPED ' + JSON.parse(Buffer.from(sourceMapURL.split(',')[1], 'base64')).sources[0] + '\\n');
    });
    session.post('Debugger.enable');`;
  const folder = await temporaryFolder();
  const env = { ...process.env, PORT: '0', LOCAL_DATA_DIR: folder };
  // By --require, as the editor does.
  const hook = join(folder, 'hook.cjs');
  await writeFile(hook, debuggerHook);
  const child = spawn(process.execPath, ['--inspect=0', '--require', hook, ...args], { cwd: root, env });
  let output = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    output += text;
    if (/^MAPPED .*\n/m.test(output)) break;
  }
  child.kill('SIGKILL');
  const [, mapped] = /^MAPPED (.*)$/m.exec(output) ?? [];
  return mapped ? resolve(dirname(file), mapped) : '';
}

describe('.devcontainer', () => {
  const container = JSON.parse(read('.devcontainer/devcontainer.json'));

  it('has the Node.js that the project is developed with, and the packages of the lock file', () => {
    expect(container.image).toMatch(new RegExp(`:${read('.nvmrc').trim()}-`));
    expect(container.postCreateCommand).toBe('npm ci');
  });

  it('forwards the port of the local run', () => {
    expect(container.forwardPorts).toEqual([3000]);
  });
});
