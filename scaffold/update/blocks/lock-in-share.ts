import { markdownTable } from '../../../cli/markdown-table';
import { survey } from '../../lock-in/survey';
import { rounded, shareTable } from '../../lock-in/tables';

/** The share of the code that knows no platform. */
export default async function lockInShare(): Promise<string> {
  return markdownTable(shareTable(await survey(), rounded));
}
