export interface ContentSecurityPolicyProps {
  /** Other origins to which the page sends requests. */
  readonly connect: readonly string[];
  /** Other origins from which the page loads images. */
  readonly images: readonly string[];
}

/**
 * Content-Security-Policy of the page: only its own files, and nothing inline. The page keeps tokens in memory, which an
 * injected script could read.
 * @see https://www.w3.org/TR/CSP3/
 */
export function contentSecurityPolicy({ connect, images }: ContentSecurityPolicyProps): string {
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    // The page shows a preview of a chosen photo before the upload.
    'img-src': ["'self'", 'blob:', ...images],
    'connect-src': ["'self'", ...connect],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    // Strings cannot be used as markup.
    'require-trusted-types-for': ["'script'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}
