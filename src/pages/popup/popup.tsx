/** The toolbar popup: one button that says what will happen, and how far the page has come. */
import browser from 'webextension-polyfill';
import type { Status } from '../../protocol.ts';
import { messageKey } from '../../reasons.ts';
import { Failures } from '../failures.tsx';
import { show } from '../show.tsx';
import { count, text } from '../words.ts';
import {
  allowAllHosts,
  annotate,
  clear,
  host,
  isPrivate,
  lacksPermission,
  openLocal,
  pause,
  resume,
  showList,
  site,
  status,
  stop,
  trouble,
} from './page.ts';
import { rule, Site } from './site.tsx';

function Primary() {
  if (status.value?.running)
    return (
      <button type="button" class="primary" onClick={stop}>
        {text('stop')}
      </button>
    );
  const label = text(status.value ? 'estimate_again' : 'estimate_page');
  return (
    <button type="button" class="primary" onClick={annotate}>
      {label}
    </button>
  );
}

function Pause({ paused }: Status) {
  return (
    <button type="button" onClick={paused ? resume : pause}>
      {text(paused ? 'resume' : 'pause')}
    </button>
  );
}

function Progress({ pictures, done, faces, failed, running, starting }: Status) {
  if (pictures === 0) return <p>{text('popup_empty')}</p>;
  return (
    <>
      {running && <progress value={done} max={pictures} aria-label={text('pictures')} />}
      {starting && <p role="status">{text('popup_starting')}</p>}
      <dl>
        <dt>{text('pictures')}</dt>
        <dd>{running ? text('pictures_progress', [count(done), count(pictures)]) : count(pictures)}</dd>
        <dt>{text('faces')}</dt>
        <dd>{count(faces)}</dd>
      </dl>
      <Failures failed={failed} />
    </>
  );
}

function AllowHosts() {
  return (
    <section class="notice">
      <p>{text('allow_hosts_why')}</p>
      <button type="button" onClick={allowAllHosts}>
        {text('allow_hosts')}
      </button>
    </section>
  );
}

function Popup() {
  if (trouble.value === 'restricted-page') return <p class="notice">{text(messageKey('restricted-page'))}</p>;
  return (
    <>
      {rule.value !== 'never' && <Estimates />}
      {site && (rule.value || !isPrivate) && <Site pattern={site} />}
    </>
  );
}

function Idle() {
  if (trouble.value !== 'internal') return <p>{text('popup_idle')}</p>;
  return (
    <p class="notice" role="alert">
      {text(messageKey('internal'))}
    </p>
  );
}

function Estimates() {
  return (
    <>
      <Primary />
      {status.value?.running && <Pause {...status.value} />}
      {status.value ? <Progress {...status.value} /> : <Idle />}
      {lacksPermission.value && <AllowHosts />}
      {status.value && !status.value.running && (
        <button type="button" onClick={clear}>
          {text('clear')}
        </button>
      )}
      {status.value && (
        <button type="button" onClick={showList}>
          {text('open_list')}
        </button>
      )}
    </>
  );
}

async function openSettings(): Promise<void> {
  await browser.runtime.openOptionsPage();
  close();
}

show(
  text('name'),
  <main>
    <h1 class="host">{host || text('name')}</h1>
    <Popup />
    <button type="button" class="quiet" onClick={openLocal}>
      {text('local_open')}
    </button>
    <button type="button" class="quiet" onClick={openSettings}>
      {text('settings')}
    </button>
  </main>,
);
