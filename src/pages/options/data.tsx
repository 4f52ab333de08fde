/** What is kept on this machine, how much it is, and how to be rid of it. */
import { signal, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { countKept, forgetAll } from '../../store/look-store.ts';
import { settings } from '../settings-state.ts';
import { count, locale, text } from '../words.ts';
import { Section } from './controls.tsx';

const bytes = signal(0);

const sizes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'long' });

/** Of the pictures whose estimates are kept, the number. */
const pictures = signal(0);

async function measure(): Promise<void> {
  const kept = await browser.storage.local.get();
  bytes.value = Object.keys(kept).length === 0 ? 0 : new Blob([JSON.stringify(kept)]).size;
  pictures.value = await countKept();
}

async function forgetPictures(): Promise<void> {
  await forgetAll();
  await measure();
}

/** Permissions go first: without them, rules have no effect. */
async function clear(): Promise<void> {
  const { origins = [] } = await browser.permissions.getAll();
  // Hosts granted at installation stay, and must not keep the others.
  await Promise.all(origins.map((origin) => browser.permissions.remove({ origins: [origin] }).catch(() => false)));
  await browser.storage.local.clear();
  await measure();
}

function Ask({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  return (
    <dialog ref={dialog} aria-labelledby="ask">
      <p id="ask">{text('data_ask')}</p>
      <form method="dialog">
        <button type="submit">{text('data_keep')}</button>
        <button type="submit" onClick={clear}>
          {text('data_clear')}
        </button>
      </form>
    </dialog>
  );
}

export function Data() {
  useSignalEffect(() => {
    // Whatever changes in the settings changes the size.
    if (settings.value) void measure();
  });
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <Section title={text('data')}>
      <p>{text('data_looks', count(pictures.value))}</p>
      <button type="button" disabled={pictures.value === 0} onClick={forgetPictures}>
        {text('data_looks_clear')}
      </button>
      <p>{text('data_kept', sizes.format(bytes.value))}</p>
      <button type="button" disabled={bytes.value === 0} onClick={() => dialog.current?.showModal()}>
        {text('data_clear_ask')}
      </button>
      <Ask dialog={dialog} />
    </Section>
  );
}
