import { UserError } from '../../cli/user-error';

const block = /(<!-- bench -->\n).*(<!-- \/bench -->)/s;

/** Replaces the text between the markers of the page. @throws UserError when the page has no markers */
export function fillPage(page: string, text: string): string {
  if (!block.test(page)) throw new UserError('docs/performance.md has no lines <!-- bench --> and <!-- /bench -->.');
  return page.replace(block, (_, start: string, end: string) => `${start}\n${text}\n\n${end}`);
}
