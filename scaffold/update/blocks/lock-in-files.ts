import { markdownTable } from '../../../cli/markdown-table';
import { nearly } from '../../lock-in/nearly';
import { survey } from '../../lock-in/survey';
import { fileTable, rounded } from '../../lock-in/tables';

/** The files of each home. */
export default async function lockInFiles(present: string): Promise<string> {
  return nearly(present, markdownTable(fileTable(await survey(), rounded)));
}
