/** Pictures on this device, in a tab of their own. It is a page with pictures, so what shows them is what shows those of web pages. */
import { show } from '../show.tsx';
import { text } from '../words.ts';
import { entries } from './entries.ts';
import { Grid } from './grid.tsx';
import { Inputs } from './inputs.tsx';
import { hovering, listen } from './intake.ts';
import { Toolbar } from './toolbar.tsx';
import { Viewer } from './viewer.tsx';

function Empty() {
  return (
    <section class="empty">
      <h2>{text('local_drop')}</h2>
      <p>{text('local_paste')}</p>
      <div class="bar">
        <Inputs primary />
      </div>
      <p>{text('local_private')}</p>
    </section>
  );
}

function Local() {
  return (
    <>
      <Toolbar />
      <main class={hovering.value ? 'hovering' : ''}>{entries.value.length > 0 ? <Grid /> : <Empty />}</main>
      <Viewer />
    </>
  );
}

listen();
show(text('local_title'), <Local />);
