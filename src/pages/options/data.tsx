/** What is kept on this machine, how much it is, and how to be rid of it. */
import { signal, useSignalEffect } from '@preact/signals';
import browser from 'webextension-polyfill';
import { settings } from '../settings-state.ts';
import { locale, text } from '../words.ts';
import { Section } from './controls.tsx';

const bytes = signal(0);
const asking = signal(false);

const sizes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'long' });

async function measure(): Promise<void> {
  const kept = await browser.storage.local.get();
  bytes.value = Object.keys(kept).length === 0 ? 0 : new Blob([JSON.stringify(kept)]).size;
}

/** Permissions go first: without them, rules have no effect. */
async function clear(): Promise<void> {
  asking.value = false;
  const { origins = [] } = await browser.permissions.getAll();
  // Hosts granted at installation stay.
  await browser.permissions.remove({ origins }).catch(() => false);
  await browser.storage.local.clear();
}

function Ask() {
  return (
    <div class="notice" role="alertdialog" aria-labelledby="ask">
      <p id="ask">{text('data_ask')}</p>
      <div class="buttons">
        <button type="button" ref={(button) => button?.focus()} onClick={() => (asking.value = false)}>
          {text('data_keep')}
        </button>
        <button type="button" onClick={clear}>
          {text('data_clear')}
        </button>
      </div>
    </div>
  );
}

export function Data() {
  useSignalEffect(() => {
    // Whatever changes in the settings changes the size.
    if (settings.value) void measure();
  });
  return (
    <Section title={text('data')}>
      <p>{text('data_kept', sizes.format(bytes.value))}</p>
      {asking.value ? (
        <Ask />
      ) : (
        <button type="button" disabled={bytes.value === 0} onClick={() => (asking.value = true)}>
          {text('data_clear_ask')}
        </button>
      )}
    </Section>
  );
}
