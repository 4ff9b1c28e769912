import { costsOf } from '../../../estimate/bill/profile-costs';
import { synthesize } from '../../../estimate/template/read';
import type { DerivedFile } from '../derived-file';

/** What each profile costs. Its diff shows a change that was not intended. */
export default [
  {
    path: 'test/estimate/golden.json',
    from: 'the estimates of both stages',
    text: () => {
      const costs = { sandbox: costsOf(synthesize()), production: costsOf(synthesize({ stage: 'production' })) };
      return `${JSON.stringify(costs, undefined, 2)}\n`;
    },
  },
] satisfies DerivedFile[];
