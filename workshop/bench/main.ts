import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../cli/run-command';
import { writeFigures } from './figures';
import { benchOptions } from './options';
import { fillPage } from './page';
import { pictureOf } from './picture';
import { report, type Section } from './report';
import { runSuite } from './run';
import { suites } from './suites';

/** The picture of the page. */
const picture = '![Bars of the ratios, each with its target](performance.svg)';

const docs = join(__dirname, '../../docs');

/** `npm run bench`: measures all benchmarks, or the named ones. */
runCommand(async () => {
  const options = benchOptions(process.argv.slice(2));
  const { pairs, json, write } = options;
  const progress = (line: string) => console.error(line);
  const sections: Section[] = [];
  for (const [title, suite] of Object.entries(suites)) {
    const section = await runSuite(title, suite, options, progress);
    if (section.results.length + section.skipped.length > 0) sections.push(section);
  }
  const results = sections.flatMap((section) => section.results);
  const text = report(sections, { pairs, date: new Date() });
  // With `--json -`, stdout has only JSON.
  (json === '-' ? console.error : console.log)(text);
  if (json === '-') console.log(JSON.stringify(results, null, 2));
  else if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
  if (write) {
    const page = join(docs, 'performance.md');
    writeFileSync(page, fillPage(readFileSync(page, 'utf8'), `${picture}\n\n${text}`));
    writeFileSync(join(docs, 'performance.svg'), pictureOf(results));
    writeFigures(results, new Date()); // part: estimate
  }
  return 0;
});
