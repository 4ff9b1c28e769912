import type { DeadLetterQueue, Findings, RedriveResult } from './dead-letter-queue';

/** The lines about an inspected queue, with what a redrive would do. */
export function findings({ name, remedy }: DeadLetterQueue, { count, letters }: Findings, now = new Date()): string {
  if (count === 0) return `${name}: none`;
  const lines = letters.map(({ subject, reason, sentAt }) =>
    [`  ${subject}`, `sent ${age(now, sentAt)} ago`, ...(reason === undefined ? [] : [reason])].join(', '),
  );
  if (count > letters.length) lines.push(`  and ${count - letters.length} more`);
  return [`${name}: ${count}`, ...lines, `  --yes ${remedy}.`].join('\n');
}

/** The lines about a queue after a redrive. */
export function results({ name, loss = '' }: DeadLetterQueue, { redriven, lost, kept }: RedriveResult): string {
  if (redriven + lost + kept.length === 0) return `${name}: none`;
  const counts = [`${redriven} redriven`];
  if (lost > 0) counts.push(`${lost} lost (${loss})`);
  if (kept.length > 0) counts.push(`${kept.length} kept`);
  return [`${name}: ${counts.join(', ')}`, ...kept.map((why) => `  ${why}`)].join('\n');
}

function age(now: Date, then: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - then.getTime()) / 60_000));
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
