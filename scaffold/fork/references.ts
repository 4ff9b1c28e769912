import { posix } from 'node:path';

/** What a document can point to and no longer exists. */
export interface Gone {
  /** Files and folders, relative to the root. */
  isGone(path: string): boolean;
  /** Names of files, in any folder. */
  isGoneName(name: string): boolean;
  /** npm scripts. */
  readonly scripts: readonly string[];
  /** Words that belong to removed parts alone. */
  readonly words: readonly RegExp[];
}

/**
 * Whether a string links to a file that is gone, names a file or script that is gone, or mentions a word of a removed part. Only the
 * comments of code are searched for words and for names of files.
 */
export function pointsToGone(path: string, text: string, gone: Gone): boolean {
  const prose = path.endsWith('.md') ? text : commentsIn(path, text);
  return (
    linksIn(text).some((link) => gone.isGone(targetOf(path, link))) ||
    pathsIn(text).some((name) => gone.isGone(name)) ||
    namesIn(prose).some((name) => gone.isGoneName(name)) ||
    scriptsIn(text).some((script) => gone.scripts.includes(script)) ||
    gone.words.some((word) => word.test(prose))
  );
}

/** The relative links and images of a Markdown or HTML text, without their anchors. */
const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)|(?:src|href)="([^"#:]+)"/g)]
    .map(([, markdown, html]) => markdown ?? html ?? '')
    .filter((link) => !/^\w+:/.test(link));

/** Paths of files and folders, and what is in backticks: it can be a folder. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w./-])[\w.-]+(?:\/[\w.-]+)+|(?<=`)[\w.-]+(?=\/?`)/g)].map(([path]) => path.replace(/\.$/, ''));

/** Names of files, without a path. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w./-])[\w-]+(?:\.[\w-]+)*\.(?:md|tsx?|ya?ml)\b(?!\.\w)/g)].map(([name]) => name);

/** The comments of code, without the marks of parts. */
const commentsIn = (path: string, code: string): string =>
  path.endsWith('.json')
    ? ''
    : [...code.matchAll(/(?:^|\s)(?:\/\/|\/?\*\*?|#|<!--) (?!part: ).*$/gm)].map(([comment]) => comment).join('\n');

export const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, script = '']) => script);

const targetOf = (path: string, link: string): string => posix.join(posix.dirname(path), link).replace(/\/$/, '');
