import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

export interface BudgetProps {
  /** Monthly budget of the account, in USD. */
  readonly monthlyUsd: number;
  /** E-mail address for the warnings. */
  readonly email: string;
}

/**
 * Warns before the bill arrives. It covers the whole account, because costs by tag are only available after you activate the tag
 * in the billing console.
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
