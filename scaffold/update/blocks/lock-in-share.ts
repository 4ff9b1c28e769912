import { markdownTable } from '../../../cli/markdown-table';
import { nearly } from '../../lock-in/nearly';
import { survey } from '../../lock-in/survey';
import { rounded, shareTable } from '../../lock-in/tables';

/** The share of the code that knows no platform. */
export default async function lockInShare(present: string): Promise<string> {
  return nearly(present, markdownTable(shareTable(await survey(), rounded)));
}
