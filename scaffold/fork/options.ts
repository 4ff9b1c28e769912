import { parseOptions, readArguments, suggestion } from '../../cli/options';
import { type Identity, identityOf } from './identity';
import { type PartName, partNames, parts } from './parts';

export interface ForkOptions {
  /** The new names. @default - the names stay */
  readonly identity?: Identity;
  /** The parts to remove. */
  readonly without: readonly PartName[];
  /** Print the changes and make none. */
  readonly dryRun: boolean;
  /** Work in a checkout with uncommitted changes. */
  readonly force: boolean;
}

const width = Math.max(...partNames.map((name) => name.length));

const usage = `npm run fork -- [--name NAME] [--title TITLE] [--without PART,…] [--dry-run] [--force]
  Turns a fresh clone into your own project: renames it, and removes the parts that you do not need. Commits nothing.
  --name     two or more lowercase words joined by hyphens: the package, and in capitals the stacks
  --title    shown on the page; by default it derives from the name
  --without  parts to remove, separated by commas; all removes every part
  --dry-run  prints what would change, and changes nothing
  --force    works in a checkout with uncommitted changes

Parts:
${partNames.map((name) => `  ${name.padEnd(width)}  ${parts[name].summary}`).join('\n')}`;

const options = {
  name: { type: 'string' },
  title: { type: 'string' },
  without: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  force: { type: 'boolean', default: false },
} as const;

/** @throws UsageError */
export function forkOptions(args: readonly string[]): ForkOptions {
  return readArguments(args, usage, (given) => {
    const { values } = parseOptions(given, { options });
    const { name, title, without, force } = values;
    if (name === undefined && without === undefined) throw new Error('Nothing to do. Pass --name, --without, or both.');
    if (title !== undefined && name === undefined) throw new Error('--title requires --name.');
    return {
      identity: name === undefined ? undefined : identityOf(name, title),
      without: without === undefined ? [] : readParts(without),
      dryRun: values['dry-run'] ?? false,
      force: force ?? false,
    };
  });
}

function readParts(list: string): PartName[] {
  if (list === 'all') return [...partNames];
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isPart(name));
  if (unknown !== undefined) throw new Error(`Unknown part ${JSON.stringify(unknown)}.${suggestion(unknown, partNames)}`);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) throw new Error(`The part "${repeated}" is given twice. Pass it once.`);
  return names.filter(isPart);
}

const isPart = (name: string): name is PartName => Object.hasOwn(parts, name);
