/** The first page a person sees: how to start, that everything stays here, and what the numbers mean. */
import { ExampleFace } from '../example-face.tsx';
import { currentShortcut } from '../shortcut.ts';
import { show } from '../show.tsx';
import { text } from '../words.ts';

const shortcut = await currentShortcut('annotate-page');

show(
  text('name'),
  <main>
    <h1>{text('name')}</h1>
    <div class="beside">
      <ExampleFace badges="auto" range />
      <ul>
        <li>{shortcut ? text('welcome_start_shortcut', shortcut) : text('welcome_start')}</li>
        <li>{text('popup_idle')}</li>
        <li>{text('welcome_meaning')}</li>
      </ul>
    </div>
    <p class="notice">{text('not_for')}</p>
  </main>,
);
