// `npm run invariants` as a process.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { synthTemplate } from '../../lib/testing/synth';
import { checkTemplates } from '../../proof/invariants/command';
import { Draft } from './draft';

const folder = mkdtempSync(join(tmpdir(), 'app-invariants-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('prints the violations and their number, and fails', () => {
  const draft = new Draft(synthTemplate({ context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON());
  draft.drop('Storage/Images/Table', 'PointInTimeRecoverySpecification');
  draft.set('Service/health/Function', 'ReservedConcurrentExecutions', 20);
  writeFileSync(join(folder, 'App.template.json'), JSON.stringify(draft.json));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--require', './cli/typescript.cjs', 'proof/invariants/main.ts', folder],
    { encoding: 'utf8' },
  );

  expect(stdout.trim().split('\n')).toEqual(checkTemplates([folder]).lines);
  expect(stderr).toContain('2 violations');
  expect(status).toBe(1);
});
