/** A message that was given up, in words. */
export interface DeadLetter {
  /** What it is of: `image 0198…`. */
  readonly subject: string;
  /** Why it was given up, as far as it says so. */
  readonly reason?: string;
  readonly sentAt: Date;
}

/** What one inspection into a queue has found. Nothing is taken out by it. */
export interface Findings {
  readonly count: number;
  /** Some of the messages, the oldest first. */
  readonly letters: readonly DeadLetter[];
}

/** What became of one message: given out again, removed because what it told of exists no more, or left, and why. */
export type Outcome = 'REDRIVEN' | 'LOST' | { readonly kept: string };

/** What became of the messages of a queue. */
export interface RedriveResult {
  readonly redriven: number;
  readonly lost: number;
  /** Why messages were left, one line each. */
  readonly kept: readonly string[];
}

/** Messages that were given up, all of one kind. */
export interface DeadLetterQueue {
  readonly name: string;
  /** What a redrive does with them, to be read behind `--yes`. */
  readonly remedy: string;
  /** What a message that can do no more lost; said of queues that can have such messages. */
  readonly loss?: string;
  inspect(): Promise<Findings>;
  redrive(): Promise<RedriveResult>;
}

/** Where messages were given up: the local run, or a deployed stack. */
export interface RedriveSource {
  /** Those that it has; a queue that it has not is left out. */
  readonly queues: readonly DeadLetterQueue[];
  /** What is to be known after a redrive. */
  readonly afterwards?: string;
  close(): Promise<void>;
}

/** Letters that one inspection shows, at most. */
export const shownLetters = 10;
