/** Additional content of an error. */
interface S3ErrorDetails {
  /** Further elements of the response, in order. */
  readonly elements?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An error response like S3's, with S3's message if known. @see
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export class S3Error extends Error {
  override readonly name = 'S3Error';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    private readonly details: S3ErrorDetails = {},
  ) {
    super(message);
  }

  get headers(): Readonly<Record<string, string>> {
    return this.details.headers ?? {};
  }

  toXml(): string {
    const elements = Object.entries({ Code: this.code, Message: this.message, ...this.details.elements });
    const inner = elements.map(([name, value]) => `<${name}>${escapeXml(`${value}`)}</${name}>`).join('');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner}</Error>`;
  }
}

/** Characters that XML 1.0 cannot contain, even escaped. */
const unwritable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Escapes text for XML content. */
export const escapeXml = (text: string) =>
  text.replaceAll(unwritable, '\ufffd').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
