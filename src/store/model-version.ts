/** Which net ships in this build. */
import browser from 'webextension-polyfill';

/** As `c3ae 2026.11.25.2`. */
export async function modelVersion(): Promise<string> {
  const response = await fetch(browser.runtime.getURL('models/models.json'));
  const { age }: { age: { name: string; version: string } } = await response.json();
  return `${age.name} ${age.version}`;
}
