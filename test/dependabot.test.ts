// Dependabot looks at every folder that has dependencies.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parse } from 'yaml';

interface Update {
  readonly 'package-ecosystem': string;
  readonly directory?: string;
  readonly directories?: readonly string[];
}

const root = join(__dirname, '..');
const { updates }: { updates: readonly Update[] } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8'));

/** The files that name dependencies, by ecosystem. */
const manifests = { npm: /^package-lock\.json$/, pip: /^requirements\.txt$/, maven: /pom\.xml$/ };

/** Every folder of the project below a folder, except installed and built ones. */
const foldersIn = (folder: string): string[] => [
  folder,
  ...readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^(node_modules|cdk\.out|build|coverage|out|\.git|\.local)$/.test(entry.name))
    .flatMap(({ name }) => foldersIn(posix.join(folder, name))),
];

const files = foldersIn('/').flatMap((folder) => readdirSync(join(root, folder)).map((name) => posix.join(folder, name)));

it.each(Object.entries(manifests))('updates %s dependencies in every folder that has some', (ecosystem, manifest) => {
  const folders = new Set(files.filter((file) => manifest.test(posix.basename(file))).map(dirname));
  const watched = updates.filter((update) => update['package-ecosystem'] === ecosystem);
  expect(folders.size).toBeGreaterThan(0);
  expect(watched.flatMap(({ directory, directories = [] }) => [...directories, ...(directory ? [directory] : [])]).sort()).toEqual(
    [...folders].sort(),
  );
});
