import { imagesScope, originSecretHeader } from '../../lambda/contract';
import { allowed } from './allowed';
import { type Contract, contractOfCode } from './contract/contract';
import type { OriginSecret } from './guarded-api';
import type { PageAddresses } from './page';
import type { Permissions } from './permissions';
import type { Platform } from './platform';
import { type Policies, recordedOfVariants } from './policies';
import type { OpenRoutes } from './routes';

/** What the invariants of one application compare its templates with. */
export interface Application {
  /** What the code expects of a template. */
  readonly contract: Contract;
  readonly permissions: Permissions;
  readonly policies: Policies;
  readonly platform: Platform;
  readonly routes: OpenRoutes;
  readonly page: PageAddresses;
  readonly originSecret: OriginSecret;
}

/** Routes that anyone may call. The public endpoints that you add belong here too. */
const openRoutes = [
  // Load balancers and monitors request it without a token. It returns only the version.
  'GET /health',
];

/** Repeats some values of the application's source, so that a mistake in the source is reported. */
export const thisApplication: Application = {
  contract: contractOfCode,
  permissions: allowed,
  policies: recordedOfVariants,
  platform: { Runtime: 'nodejs24.x', Architectures: ['arm64'] },
  routes: { scope: imagesScope, open: openRoutes },
  page: { root: 'index.html', views: ['/view/1', '/signed-in'], file: '/config.json' },
  originSecret: { header: originSecretHeader, digests: 'ORIGIN_SHA256' },
};
