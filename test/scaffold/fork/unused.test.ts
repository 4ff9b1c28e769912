// Declarations that lose their users when a part is removed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Project } from '../../../scaffold/fork/project';
import { mentionsIn, removeUnusedDeclarations } from '../../../scaffold/fork/unused';
import { temporaryFolder } from '../../support/local';

async function projectOf(files: Record<string, string>): Promise<Project> {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  execFileSync('git', ['add', '.'], { cwd: root });
  return Project.open(root);
}

it('are removed with their comment and with what only they used; others stay', async () => {
  const kept = "import { formOf } from './form';\n\nexport const url = (id: string) => formOf(id);\n";
  const project = await projectOf({
    'lib/page.ts': "import { greeting } from './texts';\n\nshow(greeting);\n",
    'lib/texts.ts': `/**
 * What the page shows.
 * @see url
 */
export const greeting = salute(
  'you',
);

const salute = (name: string) => \`Hello, \${name}.\`;

${kept}`,
    'lib/form.ts': 'export const formOf = (id: string) => id;\n\nexport const neverUsed = 1;\n',
    'lib/api.ts': "import { greeting, url } from './texts';\n\nconst salute = url('1');\nsend(salute);\n",
  });
  const before = mentionsIn(project);

  project.remove('lib/page.ts');
  removeUnusedDeclarations(project, before);

  expect(project.read('lib/texts.ts').trim()).toBe(kept.trim());
  expect(project.read('lib/form.ts')).toContain('neverUsed');
});
