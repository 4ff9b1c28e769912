/** Delays between two polls, in milliseconds. They grow. */
const waitsMs = { first: 250, longest: 15_000, growth: 1.35 };

export interface PollProps {
  /** Polls once. An error counts as "not yet". */
  readonly ask: () => Promise<void>;
  /** Whether there is anything to poll, and the page is visible. */
  readonly wanted: () => boolean;
}

/** Polls as long as needed: one request after the other, never two at the same time. */
export class Poll {
  private wait = waitsMs.first;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;

  constructor(private readonly props: PollProps) {}

  /** Restarts with short delays after a change. */
  nudge(): void {
    this.wait = waitsMs.first;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.start();
  }

  /** Starts, unless it is running or there is nothing to poll. */
  start(): void {
    if (this.asking || this.timer !== undefined || !this.props.wanted()) return;
    this.timer = setTimeout(() => void this.askOnce(), this.wait);
    this.wait = Math.min(this.wait * waitsMs.growth, waitsMs.longest);
  }

  private async askOnce(): Promise<void> {
    this.timer = undefined;
    if (!this.props.wanted()) return;
    this.asking = true;
    await this.props.ask().catch(() => undefined);
    this.asking = false;
    this.start();
  }
}
