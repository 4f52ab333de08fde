/** Copies and saves faces: those that are selected, or else all that are shown. */
import { useSignal } from '@preact/signals';
import { toTabs } from '../../csv.ts';
import { saveCsv, saveJson } from '../export.ts';
import { count, text } from '../words.ts';
import { picturesOf } from './choose.ts';
import { host } from './page.ts';
import { chosen, selected, selectNone } from './view.ts';

const SAID_MS = 2000;

function fileName(kind: string): string {
  return ['ages', host.value.replaceAll(':', '-')].filter(Boolean).join('-') + kind;
}

export function TakeOut() {
  const said = useSignal('');
  const copy = async () => {
    await navigator.clipboard.writeText(toTabs(picturesOf(chosen.value)));
    said.value = text('copied');
    setTimeout(() => (said.value = ''), SAID_MS);
  };
  const marked = selected.value.length;
  return (
    <footer>
      <p role="status">{said.value || text(marked ? 'faces_selected' : 'faces_shown', count(chosen.value.length))}</p>
      {marked > 0 && (
        <button type="button" onClick={selectNone}>
          {text('select_none')}
        </button>
      )}
      <span class="group">
        <button type="button" onClick={copy}>
          {text('copy')}
        </button>
        <button type="button" aria-label={text('save_csv')} onClick={() => saveCsv(fileName('.csv'), picturesOf(chosen.value))}>
          CSV
        </button>
        <button
          type="button"
          aria-label={text('save_json')}
          onClick={() => saveJson(fileName('.json'), picturesOf(chosen.value))}
        >
          JSON
        </button>
      </span>
    </footer>
  );
}
