import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Finding } from './finding';

const root = join(__dirname, '..', '..');

/** `cfn-lint`, as .ci/servers fetches it. `undefined` when it cannot be installed, without Python or bash. */
export function cfnLintProgram(): string | undefined {
  const { stdout, stderr } = spawnSync('bash', [join(root, '.ci', 'servers'), 'CFN_LINT'], { encoding: 'utf8' });
  const [, program] = /^export CFN_LINT='(.*)'$/m.exec(stdout ?? '') ?? [];
  if (!program && stderr) process.stderr.write(stderr);
  return program;
}

/** The part of cfn-lint's report that is read here. */
interface Match {
  readonly Filename: string;
  readonly Location: { readonly Path?: readonly (string | number)[] | null };
  readonly Message: string;
  readonly Rule: { readonly Id: string };
}

/**
 * What cfn-lint says of templates, by their file. W3005 is left out: a dependency that a reference implies, which the CDK
 * writes all the same.
 * @throws Error when it fails itself
 */
export function findingsOfCfnLint(program: string, files: readonly string[]): Map<string, Finding[]> {
  const { status, stdout, stderr, error } = spawnSync(program, ['--ignore-checks', 'W3005', '--format', 'json', '--', ...files], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  // Its exit code is a sum: 2 for errors, 4 for warnings, 8 for remarks. With 1 and 32 it has failed itself.
  if (status === null || status & ~14) throw new Error(`cfn-lint failed with ${status}: ${stderr || stdout}`);
  const found = new Map<string, Finding[]>(files.map((file) => [file, []]));
  for (const { Filename, Location, Message, Rule } of JSON.parse(stdout || '[]') as Match[]) {
    const [section, id, , ...property] = Location.Path ?? [];
    const at = section === 'Resources' ? [id, ...property].join('/') : (Location.Path ?? []).join('/');
    found.get(Filename)?.push({ tool: 'cfn-lint', rule: Rule.Id, at, message: Message });
  }
  return found;
}
