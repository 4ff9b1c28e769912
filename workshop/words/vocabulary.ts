/** A word or phrase that this project does not use, and what it writes instead. */
export interface Avoided {
  /** Lowercase, with any number of spaces or line breaks between the words. A regular expression, without its word boundaries. */
  readonly phrase: string;
  readonly instead: string;
}

/** The plain English of this project: each row is old-fashioned, a riddle, or a second name for a standard term. */
export const vocabulary: readonly Avoided[] = [
  // People and things
  { phrase: 'whoever', instead: 'the caller, the user, or anyone who' },
  { phrase: 'whosoever', instead: 'anyone who' },
  { phrase: 'nobody', instead: 'no one' },
  { phrase: 'somebody', instead: 'someone, or the caller' },
  { phrase: 'everybody', instead: 'everyone' },
  { phrase: 'of its own', instead: 'its own' },
  { phrase: 'of their own', instead: 'their own' },
  { phrase: 'of itself', instead: 'itself, or by itself' },
  { phrase: 'a text(?! (?:file|field|message|editor|box|input))', instead: 'a string' },
  { phrase: "of (?:one|the \\w+|a \\w+)['’]s own(?=[.,;:)'’])", instead: 'separate, or its own' },
  { phrase: 'of ours', instead: 'of the application, or this' },
  { phrase: 'and the like', instead: 'for example, or the list' },
  { phrase: 'and its kin', instead: 'and similar' },
  // Saying and hearing
  { phrase: 'tells', instead: 'reports, says, shows, or explains' },
  { phrase: 'told', instead: 'reported, notified, or configured' },
  { phrase: 'telling', instead: 'reporting, or notifying' },
  { phrase: 'says? (?:nothing |anything )?of', instead: 'reports, or shows' },
  { phrase: '(?:where|if) nothing is said', instead: 'by default' },
  { phrase: 'speaks? of', instead: 'mentions' },
  { phrase: 'hears', instead: 'receives' },
  { phrase: 'aloud', instead: 'to screen readers, or explicitly' },
  { phrase: 'in words', instead: 'in a message, or as text' },
  { phrase: 'mind that', instead: 'note that' },
  { phrase: 'knows nothing', instead: 'does not depend on, or does not know' },
  { phrase: 'believes', instead: 'trusts, or accepts' },
  // Doing
  { phrase: 'mend(?:s|ed|ing)?', instead: 'fix' },
  { phrase: '(?:goes|go|went|gone|going) off', instead: 'is triggered' },
  { phrase: 'as (?:it comes|they come)', instead: 'by default, or unchanged' },
  { phrase: '(?:comes?|came|coming) (?:again|anew)', instead: 'is retried, or is delivered again' },
  { phrase: '(?:gives?|gave|given|giving) (?:it |them |all )?out again', instead: 're-queue' },
  { phrase: 'hands? (?:on|out)', instead: 'passes on, returns, or issues' },
  { phrase: '(?<!(?:goes?|gone|went|ran|run) )away with', instead: 'clean up, or remove' },
  { phrase: 'be had', instead: 'be read, or be available' },
  { phrase: 'deals? with|dealt with', instead: 'handle' },
  { phrase: 'put (?:aside|right)', instead: 'set aside, or fix' },
  { phrase: 'cut short', instead: 'truncated' },
  { phrase: 'wants', instead: 'requires, or needs' },
  { phrase: 'bears', instead: 'has' },
  { phrase: 'brings? along', instead: 'contains, or includes' },
  { phrase: 'goes (?:a)?round', instead: 'bypasses, or is complete' },
  { phrase: 'in work', instead: 'in progress' },
  { phrase: '(?:is|are) to be', instead: 'must be, or will be' },
  { phrase: 'stands? there', instead: 'the current value, or is there' },
  { phrase: 'stands? (?:in|at|on|beside|behind|between|under|elsewhere|nowhere)(?! for)', instead: 'is in, or lives in' },
  { phrase: 'holds? of', instead: 'holds for, or applies to' },
  // How and when
  { phrase: 'once more', instead: 'again' },
  { phrase: 'any more', instead: 'no longer' },
  { phrase: 'all the same', instead: 'still, or anyway' },
  { phrase: 'without an end', instead: 'endless, or forever' },
  { phrase: '(?:every|next|last|first|earlier) try', instead: 'attempt' },
  { phrase: 'anew', instead: 'again' },
  { phrase: 'for once', instead: 'temporary, or one-time' },
  { phrase: 'for ever', instead: 'forever' },
  { phrase: 'as ever', instead: 'as usual' },
  { phrase: 'for want of', instead: 'without, or because … is missing' },
  { phrase: '(?:its|whose) time is over', instead: 'it has expired' },
  { phrase: 'in vain', instead: 'without effect' },
  { phrase: 'in small letters', instead: 'lowercase' },
  { phrase: 'in place of', instead: 'instead of' },
  { phrase: 'in whatever', instead: 'in any' },
  { phrase: 'whichever', instead: 'any, or the one that' },
  { phrase: 'that (?:there (?:is|are) not|there (?:is|are) none)', instead: 'that does not exist' },
  { phrase: '(?:that|what|which) (?:is|are) no (?!longer|more)\\w+', instead: 'that is not a' },
  { phrase: 'nothing but', instead: 'only' },
  { phrase: 'but for', instead: 'except for' },
  { phrase: 'likewise', instead: 'the same way, or also' },
  { phrase: 'shall', instead: 'must, or will' },
  { phrase: 'ought to', instead: 'should' },
  { phrase: 'upon', instead: 'on' },
  { phrase: 'lest', instead: 'so that … not' },
  { phrase: 'hence', instead: 'so' },
  { phrase: 'whence', instead: 'from which' },
  { phrase: 'thence', instead: 'from there' },
  { phrase: 'thereby', instead: 'so' },
  { phrase: 'thereof', instead: 'of it' },
  { phrase: 'where(?:in|by|upon|of)', instead: 'in which, or by which' },
  { phrase: 'albeit', instead: 'although' },
  { phrase: 'whilst', instead: 'while' },
  // Spelling
  { phrase: '\\w*(?:behaviou|colou|favou|honou|neighbou)r\\w*', instead: 'behavior, color, favor, honor, or neighbor' },
  { phrase: '\\w*(?:synthesi|normali|recogni|organi|seriali|initiali|optimi)s(?:e|ed|es|ing)', instead: 'the same word with z' },
  { phrase: '(?:canc|lab|mod|trav)ell(?:ed|ing)', instead: 'the same word with one l' },
  { phrase: 'grey(?!16)', instead: 'gray' },
  { phrase: 'fulfils?', instead: 'fulfill' },
];

/** Words that must stay: a quotation, or a construct id, which decides the logical ids of deployed resources. */
export interface Quotation {
  readonly file: string;
  /** The passage, as it is in the file. */
  readonly words: string;
  /** Who is quoted, or why the words stay. */
  readonly source: string;
}

/** Each must occur: a quotation that is gone fails the check. */
export const quotations: readonly Quotation[] = [
  // Another id would replace the topic of the alarms.
  { file: 'lib/constructs/monitoring/monitoring.ts', words: "'Told'", source: 'a construct id' }, // part: monitoring
  { file: 'lambda/adapters/sharp/png/color.ts', words: 'Concepts.ColourSpaces', source: 'a URL of the W3C' }, // part: color
  { file: 'test/adapters/sharp/png-color.test.ts', words: 'Concepts.ColourSpaces', source: 'a URL of the W3C' }, // part: color
];

/** Files that are binary, generated or recorded, and the words themselves. */
export const excluded: readonly RegExp[] = [
  /\.(?:png|jpg)$/,
  /(?:^|\/)package-lock\.json$/,
  /\.snap$/,
  /^LICENSE$/,
  /^baseline\//,
  /^test\/fixtures\/.*\.json$/,
  /^proof\/invariants\/policies\.json$/,
  /^workshop\/words\//,
];
