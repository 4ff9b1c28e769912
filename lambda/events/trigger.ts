import type { Host } from '../core/measure';
import type { Services } from '../services';

/** The handler of a trigger that is not HTTP. If it throws, Lambda retries. */
export type Trigger<Event, Answer> = (event: Event, services: Services, host: Host) => Promise<Answer>;

export const trigger = <Event, Answer>(work: Trigger<Event, Answer>): Trigger<Event, Answer> => work;
