/** The settings as background and pages read and change them. */
import browser from 'webextension-polyfill';
import { parseSettings, SETTINGS_KEY, type Settings } from '../settings.ts';

export async function loadSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(SETTINGS_KEY);
  return parseSettings(stored[SETTINGS_KEY]);
}

/** Keeps what `change` makes of the settings. One change at a time, whichever contexts they come from. */
export async function changeSettings(change: (before: Settings) => Partial<Settings>): Promise<void> {
  await navigator.locks.request(SETTINGS_KEY, async () => {
    const before = await loadSettings();
    await browser.storage.local.set({ [SETTINGS_KEY]: { ...before, ...change(before) } });
  });
}

/** Calls `listener` with the settings whenever they change. */
export function onSettings(listener: (settings: Settings) => void): void {
  browser.storage.local.onChanged.addListener((changes) => {
    const change = changes[SETTINGS_KEY];
    if (change) listener(parseSettings(change.newValue));
  });
}
