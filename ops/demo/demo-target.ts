/** The API that the demo calls. */
export interface DemoTarget {
  readonly url: string;
  readonly token: string;
  /** Reaches the API, its upload forms and its renditions. @default fetch */
  readonly fetch?: typeof fetch;
  /** Address of the page that shows the images. @default - there is no page, or its address is unknown */
  readonly pageUrl?: string;
  /** Printed after the demo. @default - nothing */
  readonly remark?: string;
  close(): Promise<void>;
}
