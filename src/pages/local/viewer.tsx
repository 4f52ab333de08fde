/** One picture as large as the window, for faces that are small in the grid. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../words.ts';
import { type Entry, entries, keyOf } from './entries.ts';
import { Shown } from './picture.tsx';

export const viewed = signal<Entry | undefined>();

function step(by: number): void {
  const index = viewed.value ? entries.value.indexOf(viewed.value) : -1;
  viewed.value = entries.value[index + by] ?? viewed.value;
}

function steer({ key }: KeyboardEvent): void {
  const onward = document.documentElement.dir === 'rtl' ? -1 : 1;
  if (key === 'ArrowRight') step(onward);
  if (key === 'ArrowLeft') step(-onward);
}

export function Viewer() {
  const dialog = useRef<HTMLDialogElement>(null);
  const entry = viewed.value;
  useEffect(() => {
    if (entry && !dialog.current?.open) dialog.current?.showModal();
    if (!entry) dialog.current?.close();
  }, [entry]);
  return (
    <dialog ref={dialog} aria-label={entry?.path} onKeyDown={steer} onClose={() => (viewed.value = undefined)}>
      <div class="stage">{entry && <Shown key={keyOf(entry)} entry={entry} />}</div>
      <footer>
        <bdi class="title">{entry?.path}</bdi>
        <button type="button" onClick={() => step(-1)}>
          {text('local_previous')}
        </button>
        <button type="button" onClick={() => step(1)}>
          {text('local_next')}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          {text('close')}
        </button>
      </footer>
    </dialog>
  );
}
