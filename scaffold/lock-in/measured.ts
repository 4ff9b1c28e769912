import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was measured of a home's API on one computer. */
export interface MeasuredHome {
  /** Size of the code, in kB of 1000 bytes; of the largest function where each endpoint is one. @default - it runs from its sources */
  readonly kB?: number;
  /** CPU time from the start of the process to the answer of `GET /health`, in milliseconds. */
  readonly healthMs: number;
  /** The same to the answer of `GET /images`, which verifies a token and reads records. @default - not measured here */
  readonly listMs?: number;
}

/** `measured.json` */
export interface Measured {
  readonly date: string;
  /** The version of Node.js. */
  readonly node: string;
  readonly platform: string;
  /** Starts of each home. The one with the least CPU time counts. */
  readonly starts: number;
  readonly homes: Readonly<Record<string, MeasuredHome>>;
}

/** A row for each home: size of the code, and CPU time to the first answers. */
export function measuredTable({ homes }: Measured): string[][] {
  const cell = (value: number | undefined, unit: string) => (value === undefined ? '' : `${value.toLocaleString('en-US')} ${unit}`);
  return [
    ['home', 'code of the API', 'CPU to the answer of `GET /health`', 'CPU to the answer of `GET /images`'],
    ...Object.entries(homes).map(([name, { kB, healthMs, listMs }]) => [
      name,
      cell(kB, 'kB'),
      cell(healthMs, 'ms'),
      cell(listMs, 'ms'),
    ]),
  ];
}

export const measuredHere = (): Measured => JSON.parse(readFileSync(join(__dirname, 'measured.json'), 'utf8'));
