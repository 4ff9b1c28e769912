import { currentDocument } from '../../../local/openapi/current';
import type { DerivedFile } from '../derived-file';

export default [
  { path: 'docs/openapi.json', from: 'the endpoints and their schemas', text: currentDocument },
] satisfies DerivedFile[];
