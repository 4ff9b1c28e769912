/** Waits between two questions, in milliseconds: soon at first, then ever less often. */
const waitsMs = { first: 250, longest: 15_000, growth: 1.35 };

export interface PollProps {
  /** Asks once. What it throws is taken for "not yet". */
  readonly ask: () => Promise<void>;
  /** Whether there is anything to ask, and anybody who looks. */
  readonly wanted: () => boolean;
}

/** Asks again and again for as long as it is wanted: one question after the other, never two at one time. */
export class Poll {
  private wait = waitsMs.first;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;

  constructor(private readonly props: PollProps) {}

  /** Something is new: asks soon, and often again. */
  nudge(): void {
    this.wait = waitsMs.first;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.start();
  }

  /** Goes on, where it does not already and there is something to ask. */
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
