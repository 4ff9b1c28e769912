/** The API of the demo, its caller, and how to clean up. */
export interface DemoTarget {
  readonly url: string;
  readonly token: string;
  /** Used for the API, its upload forms and its renditions. @default fetch */
  readonly fetch?: typeof fetch;
  /** URL that shows the images in a browser. @default - none */
  readonly pageUrl?: string;
  /** A note for the user at the end. @default - none */
  readonly remark?: string;
  close(): Promise<void>;
}
