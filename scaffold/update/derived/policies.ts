import { currentPolicies } from '../../../proof/invariants/record-policies';
import type { DerivedFile } from '../derived-file';

export default [
  { path: 'proof/invariants/policies.json', from: 'the templates of all variants', text: currentPolicies },
] satisfies DerivedFile[];
