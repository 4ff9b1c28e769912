import { assume } from '../assumptions';
import { tablesIn } from '../template/tables';
import type { Template } from '../template/template';
import type { Use } from './feature';
import { gigabyte, month } from './month';

/** What tables store, and what is provisioned for them. Lambda reads their streams without charge. */
export function addTables(template: Template, records: number, use: Use): void {
  for (const table of tablesIn(template)) {
    const size = (records * assume('recordBytes') * (1 + table.wholeIndexes)) / gigabyte;
    use('dynamodb-storage', size, 'storage');
    if (table.hasRecovery) use('dynamodb-recovery', size, 'storage');
    use('dynamodb-write-capacity', table.writeCapacity * month.hours, 'storage');
    use('dynamodb-read-capacity', table.readCapacity * month.hours, 'storage');
  }
}
