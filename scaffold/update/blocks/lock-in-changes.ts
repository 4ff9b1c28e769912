import { markdownTable } from '../../../cli/markdown-table';
import { survey } from '../../lock-in/survey';
import { changeTable, rounded } from '../../lock-in/tables';

/** What each home adds to the one on AWS Lambda, and leaves behind. */
export default async function lockInChanges(): Promise<string> {
  return markdownTable(changeTable(await survey(), rounded));
}
