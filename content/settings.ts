/** What the person set, as last heard. */
import { parseBadgeSettings, SETTINGS_KEY } from '../src/settings.ts';
import { api } from './browser.ts';

export let settings = parseBadgeSettings(undefined);

/** Calls `changed` once the settings are there and whenever they change, until `signal` aborts. */
export function followSettings(changed: () => void, signal: AbortSignal): void {
  const take = (stored: unknown) => {
    settings = parseBadgeSettings(stored);
    changed();
  };
  const onChanged = api.storage.onChanged;
  const hear: Parameters<typeof onChanged.addListener>[0] = (changes) => {
    const change = changes[SETTINGS_KEY];
    if (change) take(change.newValue);
  };
  onChanged.addListener(hear);
  signal.addEventListener('abort', () => onChanged.removeListener(hear));
  void api.storage.local.get(SETTINGS_KEY).then((stored) => take(stored[SETTINGS_KEY]));
}
