/** The items of the context menu, and the shortcuts. */
import { signal } from '@preact/signals';
import { changeShortcut, currentShortcut } from '../shortcut.ts';
import { text } from '../words.ts';
import { Section, Toggle } from './controls.tsx';

const read = () => Promise.all([currentShortcut('annotate-page'), currentShortcut('focus-badges')]);

const shortcuts = signal(await read());

// The person may have changed them on the browser's page.
addEventListener('focus', async () => {
  shortcuts.value = await read();
});

export function Menus() {
  const [page, badges] = shortcuts.value;
  return (
    <Section title={text('menus')}>
      <Toggle setting="pictureItem" label={text('picture_item')} />
      <Toggle setting="pageItem" label={text('page_item')} />
      <dl>
        <dt>{text('shortcut')}</dt>
        <dd>{page || text('shortcut_none')}</dd>
        <dt>{text('focus_badges')}</dt>
        <dd>{badges || text('shortcut_none')}</dd>
      </dl>
      <button type="button" onClick={changeShortcut}>
        {text('shortcut_change')}
      </button>
    </Section>
  );
}
