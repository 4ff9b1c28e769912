import { edgeTests } from './edge-tests';

/** A part of the project that a fork can do without. */
export interface Part {
  /** For the list in `--help`. */
  readonly summary: string;
  /**
   * The part's files, and its folders with a slash at the end. What only they import, their npm scripts, packages, table rows and
   * list items go with them. Lines of other files that belong to the part are marked by comments: see `marks.ts`.
   */
  readonly files: readonly string[];
  /** The parts that it needs: without one of them, it is removed too. @default - none */
  readonly needs?: readonly string[];
  /** Words that only this part uses. Sentences, table rows and list items of the documentation with them are removed. @default - none */
  readonly words?: readonly RegExp[];
}

export const parts = {
  client: {
    summary: 'the client library of the API',
    files: ['client/', 'test/client/'],
  },
  web: {
    needs: ['client'],
    summary: 'the page, its CloudFront distribution and its local sign-in',
    files: [
      'web/',
      'test/web/',
      'lib/constructs/web/',
      'lib/settings/web.ts',
      'lib/testing/page/',
      'test/lib/constructs/web/',
      'local/page.ts',
      'test/local/page.test.ts',
      'test/local/public-origin.slow.test.ts',
      'lambda/api/behind-page.ts',
      'lambda/adapters/aws/secret-digest.ts',
      'test/local/start-order.slow.test.ts',
      'local/cognito/assets/',
      'local/cognito/documents.ts',
      'local/cognito/load-provider.ts',
      'local/cognito/memory-adapter.ts',
      'local/cognito/provider.ts',
      'local/cognito/sign-in-server.ts',
      'test/local/cognito/sign-in.test.ts',
      'docs/screenshots/',
      'docs/decisions/0015-one-origin.md',
      'docs/decisions/0020-what-the-page-knows-of-an-upload.md',
      'docs/decisions/0021-api-behind-the-page.md',
    ],
    words: [/\bthe page\b(?! of)|\bCloudFront\b|-c web=|setting `web`|\/view\/|sign in as alice/i],
  },
  ops: {
    summary: 'the commands demo, user, redrive, resize-again and trace',
    needs: ['client'],
    files: [
      'lambda/core/resize-again.ts',
      'lambda/core/announce-again.ts',
      'ops/',
      'serve/stack-environment.ts',
      'platforms/migration/',
      'test/platforms/migration/',
      'test/events/resize-again.test.ts',
      'test/ops/',
      'local/sqs/open-boxes.ts',
      'local/sqs/dead-letter-routes.ts',
      'local/sqs/resize-again.ts',
      'docs/decisions/0024-redrive.md',
    ],
  },
  monitoring: {
    summary: 'alarms, dashboard, saved queries of the logs, and budget',
    words: [/\balarms?\b|\balarmEmail\b|\bdashboard\b/i],
    files: [
      'lib/constructs/monitoring/',
      'lib/settings/monitoring.ts',
      'test/lib/constructs/monitoring/',
      'test/entry-log-queries.test.ts',
      'scaffold/update/blocks/alarm-cost.ts',
      'docs/runbook.md',
      'docs/decisions/0012-plain-alarms.md',
    ],
  },
  canary: {
    summary: 'gradual releases with CodeDeploy',
    files: [
      'lib/settings/canary.ts',
      'lib/constructs/monitoring/canary-release.ts',
      'test/lib/constructs/monitoring/canary.test.ts',
      'docs/decisions/0013-canary.md',
    ],
    needs: ['monitoring'],
    words: [/\bcanary\b/i],
  },
  webhook: {
    summary: 'events sent to a server of yours',
    files: [
      'lib/settings/webhook.ts',
      'lib/constructs/service/webhook.ts',
      'local/eventbridge/webhook.ts',
      'test/lib/constructs/service/webhook.test.ts',
      'test/local/eventbridge/webhook.test.ts',
      'test/ops/redrive-local.slow.test.ts',
      'test/ops/redrive-stage.slow.test.ts',
      'test/ops/redrive-moto.test.ts',
      'test/local/start-order.slow.test.ts',
    ],
    words: [/\bwebhook\b(?! processor|-id)|WEBHOOK_URL/i],
  },
  sweep: {
    summary: 'the timer that recovers stuck uploads and removes files without a record',
    files: [
      'lambda/core/sweep-orphans.ts',
      'lambda/core/sweep-pending.ts',
      'lambda/core/sweep-run.ts',
      'lambda/core/sweep.ts',
      'lambda/core/walk-listing.ts',
      'estimate/bill/sweep.ts',
      'lambda/events/sweep-uploads.ts',
      'lambda/adapters/aws/dynamo-markers.ts',
      'platforms/postgres/postgres-markers.ts',
      'platforms/postgres/postgres-pending-images.ts',
      'lambda/adapters/aws/dynamo-pending-images.ts',
      'proof/invariants/contract/sweep.ts',
      'test/adapters/aws/dynamo-markers.test.ts',
      'test/adapters/aws/dynamo-pending-images.test.ts',
      'test/contracts/markers.ts',
      'test/contracts/pending-images.ts',
      'test/core/sweep.test.ts',
      'test/events/sweep-uploads.test.ts',
      'test/lib/constructs/service/sweep.test.ts',
      'test/support/sweeping.ts',
    ],
    words: [/\bsweeps?\b|\bsweepEveryMinutes\b/i],
  },
  warm: {
    summary: 'provisioned concurrency: endpoints without cold starts',
    files: [
      'lib/settings/warm.ts',
      'lib/constructs/service/keep-warm.ts',
      'test/lib/constructs/service/warm.test.ts',
      'docs/decisions/0002-warm-by-setting.md',
    ],
    words: [/-c warm=|`warm`|\bwarm (?:instances|endpoints?)\b|warm-spillover|the endpoint warm\b/],
  },
  'event-schema': {
    summary: 'the JSON Schema of the events',
    // The command keeps it up to date.
    needs: ['update'],
    files: [
      'lambda/events/image-event-schema.ts',
      'local/openapi/event-schema.ts',
      'scaffold/update/derived/event-schema.ts',
      'docs/events.schema.json',
      'test/events/image-event-schema.test.ts',
      'test/support/event-conformance.ts',
    ],
    words: [/\bImageEventSchema\b/],
  },
  'database-check': {
    summary: 'the check of the local database for corrupt files',
    files: ['local/dynamodb/database-check.ts', 'local/dynamodb/crc32c.d.ts', 'docs/decisions/0023-database-check.md'],
  },
  quotas: {
    summary: 'the limits of uploads per day and of stored images',
    files: [
      'lambda/core/quota.ts',
      'lambda/adapters/aws/dynamo-usage-counters.ts',
      'platforms/postgres/postgres-usage-counters.ts',
      'test/api/quotas.test.ts',
      'test/contracts/usage-counters.ts',
      'test/adapters/aws/dynamo-usage-counters.test.ts',
      'docs/decisions/0009-quotas-without-the-stream.md',
    ],
    words: [/\bcounts the quotas\b|\bmaxUploadsPerDay\b|\bmaxStoredImages\b/],
  },
  signed: {
    summary: 'endpoints for systems that sign their requests, with secrets in Parameter Store',
    files: [
      'lambda/api/signature.ts',
      'lambda/api/signed-endpoint.ts',
      'lambda/adapters/aws/ssm-secrets.ts',
      'local/ssm/',
      'lib/testing/signed-webhook.ts',
      'test/api/signed.test.ts',
      'test/adapters/aws/ssm-secrets.test.ts',
      'test/local/ssm/',
      'docs/decisions/0026-signed-requests.md',
    ],
    words: [/\bParameter Store\b/],
  },
  proof: {
    summary: 'invariants of the templates, validators and the comparison with the last release',
    // It compares with policies and templates that this command records.
    needs: ['update'],
    files: [
      'proof/',
      'test/proof/',
      'bin/diff-baseline.ts',
      'workshop/mutants/',
      'scaffold/update/derived/policies.ts',
      'scaffold/update/derived/templates.ts',
      'lib/baseline/',
      'test/lib/baseline/',
      'test/lib/snapshot.test.ts',
      'docs/decisions/0022-values-that-services-accept.md',
    ],
  },
  estimate: {
    summary: 'the monthly bill of a template at a traffic profile',
    // It compares with costs that this command records.
    needs: ['update'],
    files: [
      'estimate/',
      'bin/print-cost.ts',
      'web/price.ts',
      'web/components/cost-panel.tsx',
      'test/web/price.test.ts',
      'test/bin/print-cost.slow.test.ts',
      'workshop/bench/figures.ts',
      'workshop/bench/figures.test.ts',
      'test/estimate/',
      'ops/spike/',
      'platforms/migration/cost.ts',
      'test/ops/spike.test.ts',
      'test/ops/spike.slow.test.ts',
      'scaffold/update/blocks/crossovers.ts',
      'scaffold/update/blocks/estimates.ts',
      'scaffold/update/blocks/profile-stories.ts',
      'scaffold/update/blocks/quoted-figures.ts',
      'scaffold/update/blocks/scale-limits.ts',
      'scaffold/update/blocks/scale-rates.ts',
      'scaffold/update/blocks/scale-spikes.ts',
      'scaffold/update/derived/estimates.ts',
      'docs/cost.md',
      'docs/is-it-for-you.md',
      'docs/scale.md',
    ],
  },
  containers: {
    summary: 'the endpoints and the queue worker as one Node process, its container image, and the resizer on Fargate',
    files: [
      'serve/',
      'test/serve/',
      'docs/containers.md',
      'lib/constructs/containers/',
      'lib/settings/resizer.ts',
      'test/lib/constructs/containers/',
      'proof/invariants/containers.ts',
      'estimate/bill/tasks.ts',
      'estimate/template/tasks.ts',
      'test/estimate/tasks.test.ts',
      'test/workflows/image.test.ts',
      'docs/decisions/0032-resizer-on-fargate.md',
    ],
    words: [/`serve\/`|npm run serve|\bFargate\b(?= task)|-c resizer=|`resizer`/],
  },
  workshop: {
    summary: "the maintainers' kit: benchmarks, mutation tests, long test runs",
    // It measures and mutates every other part.
    needs: [
      'web',
      'ops',
      'monitoring',
      'canary',
      'webhook',
      'sweep',
      'warm',
      'event-schema',
      'database-check',
      'quotas',
      'signed',
      'proof',
      'watch',
      'color',
      'repair',
      'format-names',
      'edge-tests',
      'containers',
    ],
    files: [
      'workshop/',
      '.ci/',
      'docs/emulators.md',
      'docs/performance.md',
      'docs/performance.svg',
      'docs/proof.md',
      'docs/reliability.md',
    ],
    words: [/\bCRASH_[A-Z]+\b/],
  },
  color: {
    summary: 'exact colors of photos that declare them without an ICC profile',
    files: [
      'lambda/adapters/sharp/color/',
      'lambda/adapters/sharp/png/',
      'lambda/adapters/sharp/jpeg/color.ts',
      'lambda/adapters/sharp/jpeg/exif.ts',
      'test/adapters/sharp/colors.test.ts',
      'test/adapters/sharp/jpeg-color.test.ts',
      'test/adapters/sharp/png-color.test.ts',
      'test/fixtures/littlecms.json',
      'test/lib/build/modules.slow.test.ts',
    ],
  },
  repair: {
    summary: 'photos with flaws that lose no pixel: the resizer repairs them instead of rejecting them',
    files: [
      'lambda/adapters/sharp/repaired.ts',
      'lambda/adapters/sharp/jpeg/frame.ts',
      'lambda/adapters/sharp/jpeg/repair.ts',
      'lambda/adapters/sharp/webp/repair.ts',
      'lib/testing/images/restarts.jpg',
      'lib/testing/images/restarts-progressive.jpg',
      'test/adapters/sharp/whole-files.slow.test.ts',
      'docs/decisions/0017-whole-files-and-their-colors.md',
    ],
  },
  'format-names': {
    summary: 'rejections that name the unsupported format of a file',
    files: [
      'lambda/adapters/file-type/',
      'lambda/adapters/sharp/unsupported-form.ts',
      'lib/testing/images/arithmetic.jpg',
      'test/adapters/file-type/',
      'test/adapters/sharp/unsupported-forms.test.ts',
      'test/lib/build/modules.slow.test.ts',
    ],
  },
  'edge-tests': { summary: 'tests of faults, races, hostile input, limits and adapters', files: edgeTests },
  guides: {
    summary: 'the guides to extensions, to tests, and to a sandbox',
    files: ['docs/recipes.md', 'test/recipes.slow.test.ts', 'docs/testing.md', 'docs/sandbox.md'],
  },
  workflows: {
    summary: 'GitHub Actions and Dependabot',
    files: ['.github/', 'test/workflows.test.ts', 'test/workflows/', 'test/dependabot.test.ts', 'docs/workflows.md'],
    words: [/\bGitHub Actions\b|\bworkflow\b/i],
  },
  decisions: { summary: 'the decision records', files: ['docs/decisions/'] },
  preview: {
    summary: 'a preview stage for each pull request',
    files: ['.github/workflows/preview.yml', 'test/workflows/preview.test.ts'],
  },
  drift: {
    summary: 'the weekly check for changes by hand',
    files: ['.github/workflows/drift.yml', 'test/workflows/drift.test.ts', '.github/roles/drift-role.template.yaml'],
  },
  codeql: { summary: 'the search for vulnerabilities by CodeQL', files: ['.github/workflows/codeql.yml'] },
  sbom: { summary: 'the bill of materials of a release', files: ['.github/workflows/sbom.yml'] },
  watch: {
    summary: 'the local run loads changed code without a restart',
    files: ['local/watch/', 'test/local/watch/', 'docs/decisions/0030-changed-code.md'],
    words: [/--no-watch\b|as soon as you save a file/],
  },
  reference: {
    summary: 'the reference page of the local run',
    // It shows the OpenAPI document.
    needs: ['update'],
    files: [
      'local/openapi/reference.ts',
      'local/openapi/assets/',
      'test/local/openapi/reference.test.ts',
      'test/web/reference.browser.ts',
    ],
    words: [/`\/reference`/],
  },
  editor: {
    summary: 'settings of VS Code and the dev container',
    files: ['.vscode/', '.devcontainer/', '.editorconfig', 'test/editor.test.ts'],
  },
  community: {
    summary: 'CONTRIBUTING, SECURITY and CHANGELOG',
    files: ['CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'test/changelog.test.ts'],
  },
  platforms: {
    summary: 'the application without AWS: records and queues in PostgreSQL, the API on four other platforms',
    // The API behind each of their runtimes is the one of the plain process.
    needs: ['containers'],
    files: [
      'platforms/',
      'test/platforms/',
      'workshop/reliability/postgres/',
      'lib/testing/servers/postgres-server.ts',
      'docs/platforms.md',
      'docs/decisions/0033-home-on-postgresql.md',
      'docs/lock-in.md',
      'local/openapi/other-homes.ts',
      'scaffold/lock-in/',
      'scaffold/update/blocks/lock-in-answer.ts',
      'scaffold/update/blocks/lock-in-changes.ts',
      'scaffold/update/blocks/lock-in-files.ts',
      'scaffold/update/blocks/lock-in-homes.ts',
      'scaffold/update/blocks/lock-in-measured.ts',
      'scaffold/update/blocks/lock-in-share.ts',
      'test/scaffold/lock-in.test.ts',
      'workshop/bench/homes.ts',
    ],
    words: [/\bPostgreSQL\b/],
  },
  scaffold: {
    summary: 'the commands fork and new',
    // A new trigger's test uses the examples of the events.
    needs: ['update', 'event-schema'],
    files: [
      'scaffold/fork/',
      'scaffold/new/',
      'test/scaffold/fork/',
      'test/scaffold/new/',
      'docs/decisions/0028-layout-and-parts.md',
    ],
  },
  update: {
    summary: 'the command update, and what it generates: the OpenAPI document, tables in the documentation',
    files: [
      'scaffold/update/',
      'docs/openapi.json',
      'local/openapi/current.ts',
      'local/openapi/document.ts',
      'test/scaffold/update.test.ts',
      'test/scaffold/counts.test.ts',
      'test/lib/snapshot.test.ts',
      'test/local/openapi/document.test.ts',
      'test/support/conformance.ts',
    ],
  },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof parts;

export const partNames = Object.keys(parts) as PartName[];

/** Adds the parts that need one of the given parts, in the order of the table. */
export function withDependents(names: readonly PartName[]): PartName[] {
  const removed = new Set<string>(names);
  const needsRemoved = (name: PartName) => (parts[name] as Part).needs?.some((needed) => removed.has(needed)) ?? false;
  for (let size = 0; size < removed.size; ) {
    size = removed.size;
    for (const name of partNames.filter(needsRemoved)) removed.add(name);
  }
  return partNames.filter((name) => removed.has(name));
}
