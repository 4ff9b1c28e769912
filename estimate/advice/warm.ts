import { type Load, loadsOf } from '../bill/loads';
import { month } from '../bill/month';
import type { PriceList } from '../prices/price-list';
import type { PriceName } from '../prices/regions';
import type { Template } from '../template/template';
import { relativeRate } from '../traffic/shape';
import type { Advice, Case } from './case';

/** USD for a GB-s of a provisioned instance and of one on demand. */
interface Rates {
  readonly kept: number;
  readonly run: number;
  readonly onDemand: number;
}

/**
 * The share of its time for which a provisioned instance must work to cost the same as calls on demand. It costs `kept` all the time and
 * `run` for its calls, which would cost `onDemand`.
 */
export const breakEven = ({ kept, run, onDemand }: Rates): number => kept / (onDemand - run);

/** Provisioned concurrency that costs more than calls on demand, and calls on demand that cost more than provisioned concurrency. */
export function adviseOnWarm({ template, traffic, list, savingOf }: Case): Advice[] {
  // The hour with the lowest rate, to the quarter of an hour.
  const lowest = Math.min(...Array.from({ length: 96 }, (_, quarter) => relativeRate(traffic.shape, quarter / 4)));
  return loadsOf(template, traffic).loads.flatMap((load): Advice[] => {
    const { fn, perMonth, ms } = load;
    const rates = ratesOf(load, list);
    if (!rates) return [];
    const share = `${Math.round(100 * breakEven(rates))} %`;
    const busy = busyInstances(load);
    if (fn.warm > 0) {
      const used = `${Math.min(100, (100 * busy) / fn.warm).toFixed(1)} %`;
      return [
        {
          text: `Take the provisioned concurrency from ${fn.name}: its ${Number(fn.warm.toFixed(1))} instances work for ${used} of their time, and pay off from ${share} on.`,
          drawback: 'Cold starts are back.',
          ...savingOf(withoutWarm(template, fn.id)),
        },
      ];
    }
    const always = Math.floor(busy * lowest);
    if (always === 0 || perMonth === 0) return [];
    const usd = usdOfProvisioning(always, load, rates);
    return [
      {
        text: `Provision ${always} ${always === 1 ? 'instance' : 'instances'} of ${fn.name}, which ${always === 1 ? 'works' : 'work'} even in the quietest hour: provisioned instances pay off from ${share} of their time on.`,
        drawback: `It costs the same without traffic. ${Math.round(ms)} ms a call are estimated.`,
        usd,
        usdWithoutFree: usd,
      },
    ];
  });
}

/** The mean number of instances that work at the same time. */
const busyInstances = ({ perMonth, ms }: Load) => (perMonth * ms) / 1_000 / month.seconds;

/** What instances save that always work. */
function usdOfProvisioning(instances: number, load: Load, { kept, run, onDemand }: Rates): number {
  return instances * (load.fn.memoryMb / 1024) * month.seconds * (onDemand - run - kept);
}

/** `undefined` when the region has no price of provisioned concurrency. */
function ratesOf({ fn: { architecture } }: Load, { prices }: PriceList<PriceName>): Rates | undefined {
  const first = (name: PriceName) => prices[name].tiers[0]?.usd;
  const kept = first(`warm-kept-${architecture}`);
  const run = first(`warm-run-${architecture}`);
  const onDemand = first(`lambda-${architecture}`);
  return kept !== undefined && run !== undefined && onDemand !== undefined ? { kept, run, onDemand } : undefined;
}

/** The template without what keeps instances of a function warm. */
function withoutWarm(template: Template, functionId: string): Template {
  const isOf = (value: unknown) => template.functionBehind(value)?.id === functionId;
  const changes = new Map<string, object | undefined>();
  for (const { id, properties } of template.of('AWS::Lambda::Alias')) {
    const { ProvisionedConcurrencyConfig, ...others } = properties;
    if (ProvisionedConcurrencyConfig && isOf(properties.FunctionName)) changes.set(id, others);
  }
  const targets = template
    .of('AWS::ApplicationAutoScaling::ScalableTarget')
    .filter(({ properties }) => isOf(properties.ResourceId));
  for (const { id } of targets) changes.set(id, undefined);
  for (const { id, properties } of template.of('AWS::ApplicationAutoScaling::ScalingPolicy')) {
    if (template.referencesIn(properties.ScalingTargetId).some((target) => targets.includes(target))) changes.set(id, undefined);
  }
  return template.with(changes);
}
