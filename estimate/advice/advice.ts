import { billFor } from '../bill/bill';
import { usageOf } from '../bill/usage';
import type { PriceList } from '../prices/price-list';
import type { PriceName } from '../prices/regions';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import { adviseOnAlarms } from './alarms';
import { adviseOnArchitecture } from './architecture';
import type { Advice, Adviser, Case, Saving } from './case';
import { adviseOnDashboards } from './dashboards';
import { adviseOnLogs } from './logs';
import { adviseOnMemory } from './memory';
import { adviseOnWarm } from './warm';

const advisers: readonly Adviser[] = [
  adviseOnMemory,
  adviseOnArchitecture,
  adviseOnWarm,
  adviseOnLogs,
  adviseOnAlarms,
  adviseOnDashboards,
];

/** Half a cent: what saves less is shown as nothing. */
const least = 0.005;

/** What advisers need to know. */
export function caseOf(template: Template, traffic: Traffic, list: PriceList<PriceName>): Case {
  const billOf = (changed: Template) => billFor(usageOf(changed, traffic).usage, list);
  const before = billOf(template);
  const savingOf = (changed: Template): Saving => {
    const after = billOf(changed);
    return { usd: before.usd - after.usd, usdWithoutFree: before.usdWithoutFree - after.usdWithoutFree };
  };
  return { template, traffic, list, savingOf };
}

/** Changes of a template that save money at this traffic, each for itself. Those that save most are first. */
export function adviceFor(given: Case): Advice[] {
  return advisers
    .flatMap((advise) => advise(given))
    .filter(({ usdWithoutFree }) => usdWithoutFree >= least)
    .toSorted((one, other) => other.usdWithoutFree - one.usdWithoutFree);
}
