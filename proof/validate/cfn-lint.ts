import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cfnLintPath } from '../environment';
import type { Finding } from './finding';

const root = join(__dirname, '..', '..');

/** The path of `cfn-lint`, from the environment variable `CFN_LINT`. `undefined` without it. */
export function cfnLintProgram(): string | undefined {
  const given = cfnLintPath();
  if (!given) return installed(); // part: workshop
  return given;
}

// part: workshop
/** The `cfn-lint` that `.ci/servers` installs. `undefined` when it cannot be installed, for example without Python or bash. */
function installed(): string | undefined {
  const { stdout, stderr } = spawnSync('bash', [join(root, '.ci', 'servers'), 'CFN_LINT'], { encoding: 'utf8' });
  const [, program] = /^export CFN_LINT='(.*)'$/m.exec(stdout ?? '') ?? [];
  if (!program && stderr) process.stderr.write(stderr);
  return program;
}

/** The used part of an entry in cfn-lint's report. */
interface Match {
  readonly Filename: string;
  readonly Location: { readonly Path?: readonly (string | number)[] | null };
  readonly Message: string;
  readonly Rule: { readonly Id: string };
}

/**
 * Runs cfn-lint. It ignores W3005, which reports a dependency that a reference implies: the CDK writes such dependencies.
 * @returns the findings by file
 * @throws Error when cfn-lint itself fails
 */
export function findingsOfCfnLint(program: string, files: readonly string[]): Map<string, Finding[]> {
  const { status, stdout, stderr, error } = spawnSync(program, ['--ignore-checks', 'W3005', '--format', 'json', '--', ...files], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  // The exit code is a sum of 2 for errors, 4 for warnings and 8 for informational findings. With 1 and 32, cfn-lint itself failed.
  if (status === null || status & ~14) throw new Error(`cfn-lint failed with ${status}: ${stderr || stdout}`);
  const found = new Map<string, Finding[]>(files.map((file) => [file, []]));
  for (const { Filename, Location, Message, Rule } of JSON.parse(stdout || '[]') as Match[]) {
    const [section, id, , ...property] = Location.Path ?? [];
    const at = section === 'Resources' ? [id, ...property].join('/') : (Location.Path ?? []).join('/');
    found.get(Filename)?.push({ tool: 'cfn-lint', rule: Rule.Id, at, message: Message });
  }
  return found;
}
