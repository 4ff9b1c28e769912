import type { Invariant } from './invariant';
import { isTrue, numberOf, type Resource, show, textOf, type Value } from './template';
import { behaviors, distributions, onRequest, seenBehind } from './web';

export const guardedPage: Invariant = {
  name: 'guarded-page',
  holds: 'Every response from the page’s origin forbids foreign scripts, frames and plain HTTP.',
  violations: (template) =>
    distributions(template).flatMap(({ id, config }) =>
      behaviors(config)
        .filter(({ ResponseHeadersPolicyId }) => {
          const [policy] = template.named(ResponseHeadersPolicyId, 'AWS::CloudFront::ResponseHeadersPolicy');
          return !policy || !isStrict(policy);
        })
        .map(({ PathPattern = 'the page', ResponseHeadersPolicyId }) => ({
          id,
          value: `ResponseHeadersPolicyId ${show(ResponseHeadersPolicyId)} of ${PathPattern}`,
          required:
            'a policy of this template with a Content-Security-Policy that only allows the page’s own files, nosniff, DENY and a year of HSTS',
        })),
    ),
};

function isStrict({ properties }: Resource): boolean {
  const headers = properties.ResponseHeadersPolicyConfig?.SecurityHeadersConfig ?? {};
  const { ContentSecurityPolicy: content, ContentTypeOptions: type, FrameOptions: frame, StrictTransportSecurity: tls } = headers;
  return (
    [content, type, frame, tls, headers.ReferrerPolicy].every((header) => isTrue(header?.Override)) &&
    isClosed(content.ContentSecurityPolicy) &&
    frame.FrameOption === 'DENY' &&
    (numberOf(tls.AccessControlMaxAgeSec) ?? 0) >= 365 * 24 * 60 * 60
  );
}

/** Whether a policy only allows named sources, and scripts, styles and frames only from the page's origin. */
function isClosed(policy: Value): boolean {
  const directives = new Map(
    textOf(policy)
      .split(';')
      .map((directive) => directive.trim().split(/ (.*)/s).slice(0, 2) as [string, string]),
  );
  const closed = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
  };
  return Object.entries(closed).every(([name, sources]) => directives.get(name) === sources);
}

export interface PageAddresses {
  /** The HTML file of the page. */
  readonly root: string;
  /** Paths at which the page is served, besides the root. */
  readonly views: readonly string[];
  /** The path of another file. */
  readonly file: string;
}

export const servedViews = ({ root, views, file }: PageAddresses): Invariant => ({
  name: 'served-views',
  holds: 'CloudFront serves the page at its root and at the paths of its views, and every file at its own path.',
  violations: (template) =>
    distributions(template)
      .filter(({ config: { DefaultRootObject, DefaultCacheBehavior } }) => {
        const [fn, ...others] = onRequest(template, DefaultCacheBehavior?.FunctionAssociations);
        const isServed =
          fn && views.every((view) => seenBehind(fn, view) === `/${DefaultRootObject}`) && seenBehind(fn, file) === file;
        return DefaultRootObject !== root || !isServed || others.length > 0;
      })
      .map(({ id, config: { DefaultRootObject, DefaultCacheBehavior } }) => ({
        id,
        value: `DefaultRootObject ${show(DefaultRootObject)}, FunctionAssociations ${show(DefaultCacheBehavior?.FunctionAssociations)}`,
        required: `${root}, and a function that serves it at ${views.join(' and ')}`,
      })),
});
