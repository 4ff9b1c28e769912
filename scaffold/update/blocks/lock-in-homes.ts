import { markdownTable } from '../../../cli/markdown-table';
import { survey } from '../../lock-in/survey';
import { homeTable, rounded } from '../../lock-in/tables';

/** What each home loads. */
export default async function lockInHomes(): Promise<string> {
  return markdownTable(homeTable(await survey(), rounded));
}
