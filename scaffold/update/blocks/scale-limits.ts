import { limitTable } from '../../../estimate/report/scale-tables';
import { markdownTable } from './scale-spikes';

/** The limits of a stage, and how to lift them. */
export default function scaleLimits(): string {
  return markdownTable(limitTable());
}
