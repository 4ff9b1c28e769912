import { DynamoUsageCounters } from '../../../lambda/adapters/aws/dynamo-usage-counters';
import { usageCountersContract } from '../../contracts/usage-counters';
import { onDatabases } from '../../support/on-databases';

onDatabases('DynamoUsageCounters', ({ client, table }) => usageCountersContract(() => new DynamoUsageCounters(client(), table)));
