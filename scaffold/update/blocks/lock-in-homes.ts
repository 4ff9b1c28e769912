import { markdownTable } from '../../../cli/markdown-table';
import { nearly } from '../../lock-in/nearly';
import { survey } from '../../lock-in/survey';
import { homeTable, rounded } from '../../lock-in/tables';

/** What each home loads. */
export default async function lockInHomes(present: string): Promise<string> {
  return nearly(present, markdownTable(homeTable(await survey(), rounded)));
}
