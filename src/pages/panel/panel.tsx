/** The list of faces: all of a page beside it, in Chrome's side panel or Firefox's sidebar. */
import { messageKey } from '../../reasons.ts';
import { Failures } from '../failures.tsx';
import { show } from '../show.tsx';
import { count, text } from '../words.ts';
import { Ages } from './ages.tsx';
import type { Order } from './choose.ts';
import { Faces } from './faces.tsx';
import { annotate, entries, host, mayAsk, status, stop, trouble } from './page.ts';
import { TakeOut } from './take-out.tsx';
import { order, reliableOnly, resetFilter, shown } from './view.ts';

function Progress() {
  const { running = false, starting = false, done = 0, pictures = 0 } = status.value ?? {};
  if (!running) return null;
  return (
    <section class="progress">
      <progress value={done} max={Math.max(1, pictures)} aria-label={text('pictures')} />
      <p role="status">{starting ? text('popup_starting') : text('pictures_progress', [count(done), count(pictures)])}</p>
      <button type="button" onClick={stop}>
        {text('stop')}
      </button>
    </section>
  );
}

function Begin({ again = false }) {
  return (
    <button type="button" class="primary" onClick={annotate}>
      {text(again ? 'estimate_again' : 'estimate_page')}
    </button>
  );
}

/** What there is to say while there is no face. */
function Empty() {
  if (mayAsk.value === undefined) return null;
  if (!mayAsk.value) return <p class="notice">{text('list_no_access')}</p>;
  if (trouble.value)
    return (
      <>
        <p class="notice" role="alert">
          {text(messageKey(trouble.value))}
        </p>
        <Begin />
      </>
    );
  if (!status.value)
    return (
      <>
        <p>{text('list_idle')}</p>
        <Begin />
      </>
    );
  if (status.value.running) return null;
  return (
    <>
      <p>{text('list_empty')}</p>
      <Failures failed={status.value.failed} />
      <Begin again />
    </>
  );
}

function Choice() {
  return (
    <>
      <Ages />
      <div class="choice">
        <select
          aria-label={text('order')}
          value={order.value}
          onChange={({ currentTarget }) => (order.value = currentTarget.value as Order)}
        >
          <option value="page">{text('order_page')}</option>
          <option value="age">{text('order_age')}</option>
        </select>
        <label>
          <input
            type="checkbox"
            checked={reliableOnly.value}
            onChange={({ currentTarget }) => (reliableOnly.value = currentTarget.checked)}
          />
          {text('reliable_only')}
        </label>
      </div>
      {shown.value.length > 0 ? (
        <Faces />
      ) : (
        <section class="none">
          <p>{text('none_chosen')}</p>
          <button type="button" onClick={resetFilter}>
            {text('show_all')}
          </button>
        </section>
      )}
    </>
  );
}

function Panel() {
  const hasFaces = entries.value.length > 0;
  return (
    <>
      <main>
        <h1 class="host">{host.value || text('list_title')}</h1>
        <Progress />
        {hasFaces ? <Choice /> : <Empty />}
      </main>
      {hasFaces && <TakeOut />}
    </>
  );
}

show(text('list_title'), <Panel />);
