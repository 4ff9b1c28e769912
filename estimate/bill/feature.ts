import type { PriceName } from '../prices/regions';

/** What the bill is divided by, beside the services. */
export const features = [
  'API',
  'resizing',
  'background',
  'storage',
  'delivery',
  'sign-in',
  'watching',
  'provisioned concurrency',
  'webhook',
] as const;

export type Feature = (typeof features)[number];

/** What a stage uses in a month, of one price. */
export interface Usage {
  readonly price: PriceName;
  readonly quantity: number;
  readonly feature: Feature;
}

/** Adds a usage, unless its quantity is 0. */
export type Use = (price: PriceName, quantity: number, feature: Feature) => void;
