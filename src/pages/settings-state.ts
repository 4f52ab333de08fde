/** The settings as they are now, for what a page shows. */
import { signal } from '@preact/signals';
import { loadSettings, onSettings } from '../store/stored-settings.ts';

export const settings = signal(await loadSettings());

onSettings((changed) => {
  settings.value = changed;
});
