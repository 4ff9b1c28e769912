export interface ContentSecurityPolicyProps {
  /** Origins, besides the page's own, that the page sends requests to. */
  readonly connect: readonly string[];
  /** Origins, besides the page's own, whose images it shows. */
  readonly images: readonly string[];
}

/**
 * What the page may load: its own files, and nothing that stands within its markup. It holds tokens in memory, which a script
 * of somebody else could read.
 * @see https://www.w3.org/TR/CSP3/
 */
export function contentSecurityPolicy({ connect, images }: ContentSecurityPolicyProps): string {
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    // A chosen photo is shown from memory before it is uploaded.
    'img-src': ["'self'", 'blob:', ...images],
    'connect-src': ["'self'", ...connect],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    // No text becomes markup.
    'require-trusted-types-for': ["'script'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}
