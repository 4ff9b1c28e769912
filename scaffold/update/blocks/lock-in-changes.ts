import { markdownTable } from '../../../cli/markdown-table';
import { nearly } from '../../lock-in/nearly';
import { survey } from '../../lock-in/survey';
import { changeTable, rounded } from '../../lock-in/tables';

/** What each home adds to the one on AWS Lambda, and leaves behind. */
export default async function lockInChanges(present: string): Promise<string> {
  return nearly(present, markdownTable(changeTable(await survey(), rounded)));
}
