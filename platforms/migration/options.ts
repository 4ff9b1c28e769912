import { parseOptions, readArguments } from '../../cli/options';
import { defaultStack } from '../../lambda/names';
import { stackOption, takeStack } from '../../ops/stack-option';

/** A deployed stack, or the home without AWS. */
export type Target = { readonly stack: string } | 'home';

interface CommonOptions {
  /** Images in hand at the same time. */
  readonly atOnce: number;
  /** Whether to go on without asking. */
  readonly yes: boolean;
}

export interface ExportOptions extends CommonOptions {
  readonly source: Target;
  /** The folder of the archive. */
  readonly to: string;
}

export interface ImportOptions extends CommonOptions {
  /** @default - the archive alone is verified */
  readonly home?: Target;
  /** The folder of the archive. */
  readonly from: string;
  /** A file with other names for the owners. @default - their names stay */
  readonly owners?: string;
  /** Whether to compare only. */
  readonly verify: boolean;
  /** Whether to read every file of the home to compare it. */
  readonly readAll: boolean;
}

const places = `--stack [NAME]  a deployed stack, ${defaultStack} unless you name another; AWS_PROFILE and AWS_REGION select the account and
                  region
  --home          the home without AWS: DATABASE_URL, STORE_URL, STORE_REGION, STORE_ACCESS_KEY_ID, STORE_SECRET_ACCESS_KEY,
                  ORIGINALS_BUCKET and RENDITIONS_BUCKET`;

const defaults = {
  'at-once': { type: 'string', default: '16' },
  yes: { type: 'boolean', default: false },
  ...stackOption,
} as const;

const exportUsage = `npm run export -- (--stack [NAME] | --home) --to DIR [--at-once N] [--yes]
  Writes all records and files into the folder DIR. Stop it at any time: the same command continues. Run again, it fetches
  only what changed.
  ${places}
  --to DIR        the folder of the archive
  --at-once N     images that are fetched at the same time, from 1 to 100 (default: 16)
  --yes           does not ask before an export from a stack, which costs money`;

const importUsage = `npm run import -- --from DIR (--stack [NAME] | --home) [--owners FILE] [--verify] [--read-all] [--at-once N] [--yes]
  Writes the images of an archive into another home, and compares each record and file with the archive. Announces none of
  them. Stop it at any time: the same command continues.
  --from DIR      the folder of the archive
  ${places}
  --owners FILE   a JSON object with the new name of each owner, for an issuer that gives users another sub
  --verify        only compares; without --stack and --home, only checks the archive
  --read-all      reads each file to compare it, also where the store keeps a SHA-256
  --at-once N     images that are written at the same time, from 1 to 100 (default: 16)
  --yes           does not ask before an import into a stack, which costs money`;

/** @throws UsageError */
export function exportOptions(args: readonly string[]): ExportOptions {
  return readArguments(args, exportUsage, (given) => {
    const { stack, rest } = takeStack(given);
    const { values } = parseOptions(rest, { options: { home: { type: 'boolean' }, to: { type: 'string' }, ...defaults } });
    const source = targetOf(stack, values.home);
    if (!source) throw new Error('Name what to export: --stack NAME or --home.');
    return { source, to: folderOf('--to', values.to), atOnce: atOnceOf(values['at-once']), yes: values.yes };
  });
}

/** @throws UsageError */
export function importOptions(args: readonly string[]): ImportOptions {
  return readArguments(args, importUsage, (given) => {
    const { stack, rest } = takeStack(given);
    const { values } = parseOptions(rest, {
      options: {
        home: { type: 'boolean' },
        from: { type: 'string' },
        owners: { type: 'string' },
        verify: { type: 'boolean', default: false },
        'read-all': { type: 'boolean', default: false },
        ...defaults,
      },
    });
    const { verify, yes } = values;
    const home = targetOf(stack, values.home);
    if (!home && !verify) throw new Error('Name where to import: --stack NAME or --home. Or only check the archive: --verify.');
    return {
      home,
      from: folderOf('--from', values.from),
      owners: values.owners,
      verify,
      readAll: values['read-all'],
      atOnce: atOnceOf(values['at-once']),
      yes,
    };
  });
}

function targetOf(stack: string | undefined, home: boolean | undefined): Target | undefined {
  if (stack !== undefined && home) throw new Error('--stack and --home exclude each other. Use one of them.');
  if (stack !== undefined) return { stack };
  return home ? 'home' : undefined;
}

function folderOf(option: string, folder: string | undefined): string {
  if (!folder) throw new Error(`Name the folder of the archive: ${option} DIR.`);
  return folder;
}

function atOnceOf(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= 100) return number;
  throw new Error(`Invalid value "${text}" for --at-once. Use a whole number from 1 to 100.`);
}
