import type { Clock } from '../../lambda/core/ports';

export interface ProgressProps {
  /** How many images there are, if known. */
  readonly of?: number;
  /** @default - stderr */
  readonly terminal?: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;
  readonly clock: Pick<Clock, 'ticks'>;
}

/** Milliseconds between two reports: on a terminal, whose line is replaced, and in a log. */
const everyMs = { terminal: 200, log: 10_000 };

/** Counts what a command does, and shows it. */
export class Progress {
  private images = 0;
  private files = 0;
  private readBytes = 0;
  private readonly startedAt: number;
  private shownAt: number;

  constructor(private readonly props: ProgressProps) {
    this.startedAt = props.clock.ticks();
    this.shownAt = this.startedAt;
  }

  image(): void {
    this.images += 1;
    this.show();
  }

  file(): void {
    this.files += 1;
  }

  bytes(count: number): void {
    this.readBytes += count;
    this.show();
  }

  /** What was done, and how fast: `1,200 images, 4,800 files, 96.0 MB in 12.0 s: 100 images/s, 8.0 MB/s`. */
  get summary(): string {
    const seconds = (this.props.clock.ticks() - this.startedAt) / 1000;
    const megabytes = this.readBytes / 1e6;
    const perSecond = (value: number, digits: number) => (seconds > 0 ? value / seconds : 0).toFixed(digits);
    return (
      `${count(this.images)} images, ${count(this.files)} files, ${megabytes.toFixed(1)} MB in ${seconds.toFixed(1)} s: ` +
      `${perSecond(this.images, 0)} images/s, ${perSecond(megabytes, 1)} MB/s`
    );
  }

  /** Removes the line from the terminal. */
  end(): void {
    const { terminal = process.stderr } = this.props;
    if (terminal.isTTY) terminal.write('\r\u001b[K');
  }

  private show(): void {
    const { of, clock, terminal = process.stderr } = this.props;
    const now = clock.ticks();
    if (now - this.shownAt < (terminal.isTTY ? everyMs.terminal : everyMs.log)) return;
    this.shownAt = now;
    const text = `${of === undefined ? '' : `of ${count(of)}: `}${this.summary}`;
    terminal.write(terminal.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  }
}

export const count = (value: number) => value.toLocaleString('en-US');
