import type { Invariant } from './invariant';
import { show } from './template';
import { type Notification, notifications } from './triggers';

export const distinctNotifications: Invariant = {
  name: 'distinct-notifications',
  holds: 'No object of a bucket matches two notifications of the same event: S3 rejects such a configuration.',
  violations: (template) => {
    const all = notifications(template);
    return all.flatMap((one, index) =>
      all
        .slice(0, index)
        .filter((other) => overlap(one, other))
        .map((other) => ({
          id: one.bucket.id,
          value: `${show(one.event)} of ${show(one.prefix)}…${show(one.suffix)}`,
          required: `no object that ${show(other.event)} of ${show(other.prefix)}…${show(other.suffix)} also matches`,
        })),
    );
  },
};

function overlap(one: Notification, other: Notification): boolean {
  if (one.bucket.id !== other.bucket.id) return false;
  const hidden = [one, other].some(({ event, prefix, suffix }) => [event, prefix, suffix].some((text) => typeof text !== 'string'));
  return (
    hidden || (sameEvent(one.event, other.event) && eitherBegins(one.prefix, other.prefix) && eitherEnds(one.suffix, other.suffix))
  );
}

/** Whether one event includes the other: `s3:ObjectCreated:*` includes `s3:ObjectCreated:Put`. */
function sameEvent(one: string, other: string): boolean {
  return eitherBegins(one.replace(/\*$/, ''), other.replace(/\*$/, ''));
}

function eitherBegins(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function eitherEnds(one: string, other: string): boolean {
  return one.endsWith(other) || other.endsWith(one);
}
