/**
 * Events in the order of their times: a binary heap. Of equal times, the order is repeatable, but not that of insertion. (The current
 * flatqueue is an ES module, which Node.js 20.9 cannot require.)
 */
export class EventQueue<Event> {
  private readonly times: number[] = [];
  private readonly events: Event[] = [];

  /** The time of the next event; Infinity when there is none. */
  get nextTime(): number {
    return this.times[0] ?? Number.POSITIVE_INFINITY;
  }

  add(time: number, event: Event): void {
    const { times, events } = this;
    let at = times.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((times[parent] as number) <= time) break;
      times[at] = times[parent] as number;
      events[at] = events[parent] as Event;
      at = parent;
    }
    times[at] = time;
    events[at] = event;
  }

  /** Removes and returns the next event. */
  take(): Event | undefined {
    const { times, events } = this;
    const [first] = events;
    const time = times.pop();
    const event = events.pop();
    if (time === undefined || times.length === 0) return first;
    const size = times.length;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= size) break;
      const child = left + 1 < size && (times[left + 1] as number) < (times[left] as number) ? left + 1 : left;
      if ((times[child] as number) >= time) break;
      times[at] = times[child] as number;
      events[at] = events[child] as Event;
      at = child;
    }
    times[at] = time;
    events[at] = event as Event;
    return first;
  }
}
