/** The settings as they are now, for what a page shows. */
import { signal } from '@preact/signals';
import { loadSettings, onSettings } from '../store/stored-settings.ts';

export const settings = signal(await loadSettings());

onSettings((changed) => {
  settings.value = changed;
});

/** Whether the last change could not be kept, as where the disk is full. */
export const isLost = signal(false);

/** Waits for a change of the settings, and has the page say where it could not be kept. */
export async function keep(change: Promise<void>): Promise<void> {
  isLost.value = await change.then(
    () => false,
    () => true,
  );
  // What was chosen goes back to what holds.
  if (isLost.value) settings.value = { ...settings.value };
}
