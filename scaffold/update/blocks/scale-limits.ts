import { markdownTable } from '../../../cli/markdown-table';
import { limitTable } from '../../../estimate/report/scale-tables';

/** The limits of a stage, and how to lift them. */
export default function scaleLimits(): string {
  return markdownTable(limitTable());
}
