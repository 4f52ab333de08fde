/** The rules for sites, and the permissions that those rules need. */
import browser from 'webextension-polyfill';
import type { SiteRule } from '../sites.ts';
import { clearSite } from '../tab/clear-site.ts';
import { changeSettings, loadSettings } from './stored-settings.ts';

async function isGranted(pattern: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [pattern] });
}

/** The sites that are always looked at, as far as the browser allows it. */
export async function sitesAlways(): Promise<string[]> {
  const { sites } = await loadSettings();
  const always = Object.keys(sites).filter((pattern) => sites[pattern] === 'always');
  const granted = await Promise.all(always.map(isGranted));
  return always.filter((_, index) => granted[index]);
}

/** Without a `rule`, the site is looked at when the person asks. */
function keepRule(pattern: string, rule: SiteRule | undefined): Promise<void> {
  return changeSettings(({ sites: { [pattern]: _, ...others } }) => ({ sites: { ...others, ...(rule && { [pattern]: rule }) } }));
}

/**
 * Sets or takes away a rule. To be called in a click handler and nowhere else, or the browser refuses to ask for the permission that
 * `always` needs. The rule is kept before the answer comes: the prompt may close the popup. Until then it has no effect.
 */
export async function setSiteRule(pattern: string, rule: SiteRule | undefined): Promise<void> {
  const origins = { origins: [pattern] };
  const asking = rule === 'always' ? browser.permissions.request(origins) : undefined;
  await keepRule(pattern, rule);
  // Refused, or granted at installation: nothing is to be done about either.
  if (asking && !(await asking.catch(() => false))) await keepRule(pattern, undefined);
  // Before the permission goes, and with it the addresses of pages.
  if (rule === 'never') await clearSite(pattern);
  if (!asking) await browser.permissions.remove(origins).catch(() => false);
}

/** Forgets the rules whose permission was refused, or taken back in the browser. */
export async function forgetRefused(): Promise<void> {
  const [{ sites }, allowed] = await Promise.all([loadSettings(), sitesAlways()]);
  const refused = Object.keys(sites).filter((pattern) => sites[pattern] === 'always' && !allowed.includes(pattern));
  for (const pattern of refused) await keepRule(pattern, undefined);
}
