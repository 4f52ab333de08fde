/** Sites as the person sets rules for them: a scheme and a host, written as the match pattern that covers its pages. */

/** `always`: pages are looked at as they open. `never`: not even when the person asks. */
export type SiteRule = 'always' | 'never';

export function isSitePattern(pattern: string): boolean {
  return /^https?:\/\/(\[[\da-f:.]+\]|[^/*:?#@\s]+)\/\*$/.test(pattern);
}

/** The pattern of the site that a page is on, as `https://example.org/*`; undefined where no site can have a rule. */
export function sitePattern(pageUrl: string): string | undefined {
  // Firefox allows no port in a match pattern, so a site is all ports of its host.
  const [, scheme, host] = /^(https?:\/\/)(?:[^/?#@]*@)?(\[[^\]]*\]|[^/:?#]+)/.exec(pageUrl) ?? [];
  const pattern = `${scheme}${host}/*`;
  return isSitePattern(pattern) ? pattern : undefined;
}

/** As a person reads it: the host, with its scheme where that is not the usual one. */
export function siteName(pattern: string): string {
  return pattern.replace(/^https:\/\/|\/\*$/g, '');
}
