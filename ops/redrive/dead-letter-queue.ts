/** A message in a dead-letter queue, described for a person. */
export interface DeadLetter {
  /** What it is about, such as `image 0198…`. */
  readonly subject: string;
  /** Why it failed, if the message contains a reason. */
  readonly reason?: string;
  readonly sentAt: Date;
}

/** The result of an inspection, which removes nothing from the queue. */
export interface Findings {
  readonly count: number;
  /** Some of the messages, the oldest first. */
  readonly letters: readonly DeadLetter[];
}

/** The result for one message: re-queued, removed because its subject no longer exists, or kept, with the reason. */
export type Outcome = 'REDRIVEN' | 'LOST' | { readonly kept: string };

/** The result for all messages of a queue. */
export interface RedriveResult {
  readonly redriven: number;
  readonly lost: number;
  /** Why messages were kept, one line each. */
  readonly kept: readonly string[];
}

/** A dead-letter queue, whose messages are all of one kind. */
export interface DeadLetterQueue {
  readonly name: string;
  /** What a redrive does with the messages: completes a sentence that begins with `--yes`. */
  readonly remedy: string;
  /** What is lost with a message whose subject no longer exists. @default - the queue has no such messages */
  readonly loss?: string;
  inspect(): Promise<Findings>;
  redrive(): Promise<RedriveResult>;
}

/** The dead-letter queues of the local run or of a deployed stack. */
export interface RedriveSource {
  /** The queues that exist. */
  readonly queues: readonly DeadLetterQueue[];
  /** Printed after a redrive. @default - nothing */
  readonly afterwards?: string;
  close(): Promise<void>;
}

/** Maximum number of messages that one inspection shows. */
export const shownLetters = 10;
