import { markdownTable } from '../../../cli/markdown-table';
import { survey } from '../../lock-in/survey';
import { fileTable, rounded } from '../../lock-in/tables';

/** The files of each home. */
export default async function lockInFiles(): Promise<string> {
  return markdownTable(fileTable(await survey(), rounded));
}
