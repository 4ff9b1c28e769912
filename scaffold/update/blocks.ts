import { suggestion } from '../../cli/options';
import { UserError } from '../../cli/user-error';

/** Writers of generated blocks, by the name that a page gives: `<!-- generated:sizes -->…<!-- /generated -->`. They get the present text. */
export type Blocks = ReadonlyMap<string, (present: string) => Promise<string> | string>;

const block = /<!-- generated:([\w-]+) -->(.*?)<!-- \/generated -->/gs;
const marker = /<!-- \/?generated\b.*?-->/;

/**
 * Replaces the text between the markers of a page. Text of several lines gets separate lines.
 * @throws UserError when a block is unknown, a marker has no partner, or a block of one line starts a line
 */
export async function fillBlocks(path: string, page: string, blocks: Blocks): Promise<string> {
  const [stray] = marker.exec(page.replaceAll(block, '')) ?? [];
  if (stray) throw new UserError(`${path}: ${stray} has no partner. Write <!-- generated:NAME --><!-- /generated -->.`);
  const present = new Map([...page.matchAll(block)].map(([, name = '', text = '']) => [name, text.trim()]));
  const texts = new Map<string, string>();
  for (const [name, before] of present) {
    const write = blocks.get(name);
    if (!write) throw new UserError(`${path}: unknown block ${JSON.stringify(name)}.${suggestion(name, [...blocks.keys()])}`);
    const text = await write(before);
    if (!text.includes('\n') && page.match(new RegExp(`^<!-- generated:${name} -->`, 'm'))) {
      throw new UserError(`${path}: the block "${name}" starts a line, which Markdown reads as HTML. Start the line with a word.`);
    }
    texts.set(name, text.includes('\n') ? `\n${text}\n` : text);
  }
  return page.replaceAll(block, (_, name: string) => `<!-- generated:${name} -->${texts.get(name)}<!-- /generated -->`);
}
