import { cpus, totalmem } from 'node:os';
import sharp from 'sharp';
import { lambdaNode, lambdaVersion } from '../../lib/testing/lambda-runtime/node-runtimes';
import { isMet, type Result } from './result';
import { targets } from './targets';

/** The results of a suite. */
export interface Section {
  readonly title: string;
  readonly results: readonly Result[];
  /** Benchmarks that did not run, each with the reason. */
  readonly skipped: readonly string[];
}

export interface Conditions {
  readonly pairs: number;
  readonly date: Date;
}

const head = ['what', 'unit', 'ours', 'baseline', 'ratio', 'must', 'aim', 'met'];

/** The tables in Markdown, with the machine and the date. */
export function report(sections: readonly Section[], conditions: Conditions): string {
  return [machineOf(conditions), ...sections.map(sectionText)].join('\n\n');
}

function machineOf({ pairs, date }: Conditions): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return [
    `Measured on ${date.toISOString().slice(0, 10)}: Node ${process.versions.node}${ofFunctions()}, sharp ${sharp.versions.sharp}, ${process.platform}-${process.arch},`,
    `${cpus().length} × ${cpu?.model.trim() || 'an unknown processor'}, ${gigabytes} GB. Medians of ${pairs} ${pairs === 1 ? 'pair' : 'pairs'}.`,
  ].join('\n');
}

/** The Node.js of the functions, if it is another one. */
const ofFunctions = () => (process.env[lambdaNode.variable] ? ` (functions: Node ${lambdaVersion})` : '');

function sectionText({ title, results, skipped }: Section): string {
  const lines = [`### ${title}`];
  if (results.length > 0) lines.push(tableOf(results));
  if (skipped.length > 0) lines.push(skipped.map((line) => `- Skipped: ${line}`).join('\n'));
  return lines.join('\n\n');
}

function tableOf(results: readonly Result[]): string {
  const rows = [head, head.map((_, column) => (column < 2 ? '---' : '---:')), ...results.map(cellsOf)];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cellsOf(result: Result): string[] {
  const { name, unit, ours, baseline, ratio } = result;
  const target = targets[name];
  const shown = unit === 'SSIM' ? (value: number) => value.toFixed(4) : digits;
  const figures = [name, unit, shown(ours), shown(baseline), digits(ratio)];
  if (!target) return [...figures, '', '', ''];
  const { must, aim = must } = target;
  const limit = (value: number) => (target.of === 'difference' ? `difference ≥ ${value}` : `${target.of ?? 'ratio'} ≤ ${value}`);
  const met = isMet(result, target, aim) ? 'yes' : isMet(result, target, must) ? 'must' : '**no**';
  return [...figures, limit(must), aim === must ? '' : `${aim}`, met];
}

/** Three significant digits, and all digits before the point. */
function digits(value: number): string {
  const size = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(3, size));
}
