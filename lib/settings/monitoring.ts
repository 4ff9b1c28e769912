import { UserError } from '../../cli/user-error';
import { requireOneOf, requireWholeNumber } from './requirements';
import type { StageSettings } from './stage-settings';

type Monitored = Pick<StageSettings, 'alarms' | 'dashboard' | 'alarmEmail' | 'monthlyBudgetUsd'>;

/** @throws UserError when SNS or AWS Budgets would reject the settings, or when no one would receive the messages */
export function checkMonitoring({ alarms, dashboard, alarmEmail, monthlyBudgetUsd }: Monitored): void {
  for (const [name, value] of Object.entries({ alarms, dashboard })) requireOneOf(name, value ?? false, [true, false]);
  if (monthlyBudgetUsd !== undefined) {
    requireWholeNumber('monthlyBudgetUsd', monthlyBudgetUsd, 1, 1_000_000);
    if (alarmEmail === undefined) {
      throw new UserError(
        'monthlyBudgetUsd requires an address for the warnings. Set alarmEmail too (-c alarmEmail=you@example.com).',
      );
    }
  }
  if (alarmEmail === undefined) return;
  // AWS Budgets accepts at most 50 characters.
  if (!/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(alarmEmail) || alarmEmail.length > 50) {
    throw new UserError(`Invalid alarmEmail "${alarmEmail}". Use one address of up to 50 characters: operators@example.com.`);
  }
  if (!alarms && monthlyBudgetUsd === undefined) {
    throw new UserError('alarmEmail is set, but nothing would be sent to it. Set alarms to true, or set monthlyBudgetUsd.');
  }
}
