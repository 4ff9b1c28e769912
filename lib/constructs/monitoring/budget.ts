import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

export interface BudgetProps {
  /** What the account may cost in a month. */
  readonly monthlyUsd: number;
  /** Who is told. */
  readonly email: string;
}

/**
 * Tells of the bill before it comes. It looks at the whole account, because costs are split by tag only after somebody has
 * switched that on in the billing console.
 */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { monthlyUsd, email }: BudgetProps) {
    super(scope, id);
    const whenAbove = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    });
    new CfnBudget(this, 'Budget', {
      budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: monthlyUsd, unit: 'USD' } },
      notificationsWithSubscribers: [whenAbove('ACTUAL', 80), whenAbove('FORECASTED', 100)],
    });
  }
}
