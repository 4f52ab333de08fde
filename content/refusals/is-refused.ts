/** What the page's own policy (CSP) has kept out of it, as far as the browser tells: Firefox does not. */

const refused = new Set<string>();

function note(reports: readonly Report[]): void {
  for (const { body } of reports) {
    const { blockedURL, disposition } = body as { blockedURL?: string; disposition?: string };
    if (blockedURL && disposition === 'enforce') refused.add(blockedURL);
  }
}

/** Hears of what was refused before, too: the last hundred. */
const observer =
  'ReportingObserver' in globalThis
    ? new ReportingObserver((reports) => note(reports), { types: ['csp-violation'], buffered: true })
    : undefined;
observer?.observe();

/** Whether the page has tried in vain to load what is at that address. */
export function isRefused(url: string): boolean {
  note(observer?.takeRecords() ?? []);
  return refused.has(url.replace(/#.*/, ''));
}
