import { calls } from '../bill/calls';
import { loadsOf } from '../bill/loads';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import type { Advice, Case, Saving } from './case';

/** A size of a function's memory. */
export interface MemoryPoint extends Saving {
  readonly memoryMb: number;
  /** Duration of a warm call. */
  readonly ms: number;
}

const sizes = [256, 512, 1024, 1536, 1769, 2048, 3008] as const;

/** Less is not safe: the resizer was measured with 108 MB for 49 megapixels beside the runtime, and other functions have a runtime too. */
const leastMb = (name: string) => (name === 'resize-image' ? 512 : 256);

/** What each size of a function's memory saves, and how long a call takes with it. Only for functions whose CPU time was measured. */
export function memoryCurve({ template, traffic, savingOf }: Case, functionId: string): MemoryPoint[] {
  const properties = template.get(functionId)?.properties;
  return sizes.flatMap((memoryMb) => {
    const changed = template.with(new Map([[functionId, { ...properties, MemorySize: memoryMb }]]));
    const load = loadOf(changed, traffic, functionId);
    if (!load || memoryMb < leastMb(load.fn.name)) return [];
    return [{ memoryMb, ms: load.ms, ...savingOf(changed) }];
  });
}

/** The curve of the resizer, for a template that has one. */
export function resizerCurve(given: Case): MemoryPoint[] {
  const resizer = loadsOf(given.template, given.traffic).loads.find(({ fn }) => fn.name === 'resize-image');
  return resizer ? memoryCurve(given, resizer.fn.id) : [];
}

/** The size that costs least, for each function. A call takes at most half of the function's timeout with it. */
export function adviseOnMemory(given: Case): Advice[] {
  return loadsOf(given.template, given.traffic).loads.flatMap(({ fn, ms, perMonth }) => {
    if (perMonth === 0 || !(fn.name in calls)) return [];
    const curve = memoryCurve(given, fn.id);
    const mostMs = (Number(given.template.get(fn.id)?.properties.Timeout ?? 3) * 1_000) / 2;
    const [best] = curve.filter((point) => point.ms <= mostMs).toSorted((one, other) => other.usdWithoutFree - one.usdWithoutFree);
    if (!best || best.memoryMb === fn.memoryMb) return [];
    const { memoryMb, usd, usdWithoutFree } = best;
    return [
      {
        text: `Give ${fn.name} ${memoryMb} MB of memory instead of ${fn.memoryMb}.`,
        drawback: `A warm call takes ${Math.round(best.ms)} ms instead of ${Math.round(ms)}.`,
        usd,
        usdWithoutFree,
      },
    ];
  });
}

const loadOf = (template: Template, traffic: Traffic, id: string) =>
  loadsOf(template, traffic).loads.find(({ fn }) => fn.id === id);
