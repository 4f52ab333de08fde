/** The items of the context menu, and the shortcut. */
import { signal } from '@preact/signals';
import { changeShortcut, currentShortcut } from '../shortcut.ts';
import { text } from '../words.ts';
import { Section, Toggle } from './controls.tsx';

const shortcut = signal(await currentShortcut());

// The person may have changed it on the browser's page.
addEventListener('focus', async () => {
  shortcut.value = await currentShortcut();
});

export function Menus() {
  return (
    <Section title={text('menus')}>
      <Toggle setting="pictureItem" label={text('picture_item')} />
      <Toggle setting="pageItem" label={text('page_item')} />
      <dl>
        <dt>{text('shortcut')}</dt>
        <dd>{shortcut.value || text('shortcut_none')}</dd>
      </dl>
      <button type="button" onClick={changeShortcut}>
        {text('shortcut_change')}
      </button>
    </Section>
  );
}
