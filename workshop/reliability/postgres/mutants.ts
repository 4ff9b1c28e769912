import type { QueryResultRow } from 'pg';
import type { Database, QueryOptions } from '../../../platforms/postgres/database';

/** A fault that is planted into the statements of the adapters. */
export interface Mutant {
  readonly from: string;
  readonly to: string;
  /** What the model reports. */
  readonly found: RegExp;
}

const notRecorded = /is not the next one|The last change of/;

export const mutants: Readonly<Record<string, Mutant>> = {
  'a new image is not in the outbox': {
    from: 'INSERT INTO image_changes (owner, id, after) SELECT owner, id, record FROM written',
    to: 'SELECT FROM written',
    found: notRecorded,
  },
  'a changed record is not in the outbox': { from: '$7::text <> $4::text', to: '$7::text = $4::text', found: notRecorded },
  'a removal is not in the outbox': {
    from: 'INSERT INTO image_changes (owner, id, before) SELECT owner, id, record FROM removed',
    to: 'SELECT FROM removed',
    found: notRecorded,
  },
  'an expired record is not in the outbox': {
    from: 'INSERT INTO image_changes (owner, id, before, expired) SELECT owner, id, record, true FROM removed',
    to: 'SELECT FROM removed',
    found: notRecorded,
  },
  'a write does not state the revision that it has read': {
    from: 'AND revision = $3',
    to: 'AND $3::bigint IS NOT NULL',
    found: /is not the next one|had the upload|was READY|is READY with/,
  },
  'the newest change of an image is delivered first': {
    from: 'older.change < oldest.change',
    to: 'older.change > oldest.change',
    found: /is not the next one/,
  },
  'the changes of an image are delivered at the same time': {
    from: 'older.id = oldest.id',
    to: 'false',
    found: /before an earlier one was handled/,
  },
  'a change that a process has is delivered to another one': {
    from: 'due_at <= clock_timestamp() AND NOT EXISTS',
    to: 'NOT EXISTS',
    found: /was delivered to two processes/,
  },
  'a change is removed when it is delivered': {
    from: `UPDATE image_changes AS claimed
       SET receives = receives + 1, due_at = clock_timestamp() + $2 * interval '1 millisecond'
       FROM due`,
    to: 'DELETE FROM image_changes AS claimed USING (SELECT change, $2::integer FROM due) AS due',
    found: /No event was published|The (original|rendition) .* belongs to no record/,
  },
  'a change that is set aside is not delivered again': {
    from: 'SET dead_at = NULL, receives = 0, due_at = clock_timestamp() WHERE dead_at IS NOT NULL',
    to: 'SET receives = 0 WHERE dead_at IS NOT NULL',
    found: /changes were not handled/,
  },
  'a record with a file expires': {
    from: 'CASE WHEN $6::boolean THEN expires_at END',
    to: 'CASE WHEN $6::boolean THEN expires_at ELSE expires_at END',
    found: /was lost/,
  },
  'an image is not counted': { from: 'count = counter.count + 1', to: 'count = counter.count', found: /but the counter is/ },
  'a removal counts twice': {
    from: 'SET count = count - 1',
    to: 'SET count = greatest(0, count - 2)',
    found: /but the counter is/,
  },
  'the sweep does not find what waits': { from: 'WHERE pending_since < $1', to: 'WHERE pending_since > $1', found: /PENDING/ },
};

/** A database whose statements have the fault. @param planted called with each statement that has it */
export function withFault(database: Database, { from, to }: Mutant, planted: () => void): Database {
  return {
    query<Row extends QueryResultRow>(text: string, values?: readonly unknown[], options?: QueryOptions) {
      if (text.includes(from)) planted();
      return database.query<Row>(text.replaceAll(from, to), values, options);
    },
  };
}
