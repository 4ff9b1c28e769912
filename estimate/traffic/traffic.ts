import { type Shape, usualShape } from './shape';

/** What the users of a stage do. */
export interface Traffic {
  /** Requests that read lists and single images. Each upload adds its own. */
  readonly requestsPerDay: number;
  /** Share of them that are lists, 0 to 1. The others are single images. */
  readonly listShare: number;
  /** Uploads. For another application: messages of each queue. */
  readonly imagesPerDay: number;
  /** Mean size of an original, in millions of pixels. */
  readonly megapixels: number;
  /** Mean size of an original's file. */
  readonly bytes: number;
  /** Share of the images that are not deleted, 0 to 1. */
  readonly keptShare: number;
  /** For how many days images have been kept when the month begins. */
  readonly keptDays: number;
  /** Users who sign in within a month. */
  readonly users: number;
  /** How requests and uploads are spread over a day. */
  readonly shape: Shape;
}

/** What is a number. */
export type TrafficFigure = Exclude<keyof Traffic, 'shape'>;

/** A photo of a phone: 12 megapixels, of which a camera makes 0.09 to 0.22 bytes for each pixel. */
const photos = { megapixels: 12, bytes: 2_000_000, keptShare: 0.9, keptDays: 365, listShare: 0.5 } as const;

/** Named traffic. */
export const profiles = {
  idle: { ...photos, requestsPerDay: 0, imagesPerDay: 0, users: 0, shape: usualShape('steady') },
  startup: { ...photos, requestsPerDay: 100, imagesPerDay: 10, users: 20, shape: usualShape('daily-wave') },
  growing: { ...photos, requestsPerDay: 20_000, imagesPerDay: 1_000, users: 2_000, shape: usualShape('daily-wave') },
  spiky: { ...photos, requestsPerDay: 100_000, imagesPerDay: 10_000, users: 20_000, shape: usualShape('spike') },
  sustained: { ...photos, requestsPerDay: 1_000_000, imagesPerDay: 50_000, users: 50_000, shape: usualShape('steady') },
} as const satisfies Record<string, Traffic>;

export type ProfileName = keyof typeof profiles;

export const isProfile = (name: string): name is ProfileName => Object.hasOwn(profiles, name);

/** The values that a figure may have. */
export const ranges: Readonly<Record<TrafficFigure, { readonly from: number; readonly to: number; readonly whole: boolean }>> = {
  requestsPerDay: { from: 0, to: 1_000_000_000, whole: false },
  listShare: { from: 0, to: 1, whole: false },
  imagesPerDay: { from: 0, to: 100_000_000, whole: false },
  megapixels: { from: 0.0001, to: 50, whole: false },
  bytes: { from: 1, to: 20_971_520, whole: true },
  keptShare: { from: 0, to: 1, whole: false },
  keptDays: { from: 0, to: 36_500, whole: false },
  users: { from: 0, to: 100_000_000, whole: true },
};
