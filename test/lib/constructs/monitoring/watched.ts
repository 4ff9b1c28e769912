import type { StageSettings } from '../../../../lib/settings/stage-settings';

/** A stage with all monitoring features. */
export const watched = {
  alarms: true,
  dashboard: true,
  alarmEmail: 'operators@example.com',
  monthlyBudgetUsd: 50,
  webhook: { url: 'https://app.example.com/hooks/images', secretName: 'images/webhook' }, // part: webhook
} as const satisfies Partial<StageSettings>;
