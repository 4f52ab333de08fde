/** How far it has come, and what can be done with it. */
import { useEffect, useRef } from 'preact/hooks';
import { saveCsv, saveJson } from '../export.ts';
import { Failures } from '../failures.tsx';
import { count, locale, text } from '../words.ts';
import { copying, saveCopies, stopCopies, uncopied } from './copies.ts';
import { before, entries, others, remove, report, undoRemove } from './entries.ts';
import { Inputs } from './inputs.tsx';
import { listing } from './intake.ts';
import { leftMs, resumable, resume, running, stop, sum } from './run.ts';
import { roughDuration } from './time-left.ts';

const FILE_NAME = 'age-badges';
/** As many names of files that are no pictures. */
const MAX_NAMES = 5;

function Primary() {
  if (running.value)
    return (
      <button type="button" class="primary" onClick={stop}>
        {text('stop')}
      </button>
    );
  if (!resumable.value) return null;
  const waits = sum.value.running;
  return (
    <button type="button" class="primary" onClick={resume}>
      {text(waits ? 'local_continue' : 'estimate_again')}
    </button>
  );
}

function Saves() {
  const done = sum.value.done > 0;
  if (copying.value)
    return (
      <>
        <span>{text('local_saving', [count(copying.value.done), count(copying.value.all)])}</span>
        <button type="button" onClick={stopCopies}>
          {text('stop')}
        </button>
      </>
    );
  return (
    <>
      <span>{text('local_save')}</span>
      <button type="button" disabled={!done} onClick={() => saveCsv(`${FILE_NAME}.csv`, report())}>
        {text('local_save_csv')}
      </button>
      <button type="button" disabled={!done} onClick={() => saveJson(`${FILE_NAME}.json`, report())}>
        {text('local_save_json')}
      </button>
      <button type="button" disabled={sum.value.faces === 0} onClick={() => saveCopies(FILE_NAME)}>
        {text('local_save_copies')}
      </button>
    </>
  );
}

function Sum() {
  const { pictures, done, faces } = sum.value;
  const parts = [
    text('local_pictures', done < pictures ? text('pictures_progress', [count(done), count(pictures)]) : count(pictures)),
    text('local_faces', count(faces)),
    ...(leftMs.value ? [text('local_time_left', roughDuration(leftMs.value, locale))] : []),
  ];
  return <p class="sum">{parts.join(' · ')}</p>;
}

function Undo() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // What was focused is gone.
    if (document.activeElement === document.body) button.current?.focus();
  }, []);
  return (
    <button ref={button} type="button" onClick={undoRemove}>
      {text('local_undo')}
    </button>
  );
}

/** The first of the paths, as one text. */
function firstOf(paths: readonly string[]): string {
  return [...paths.slice(0, MAX_NAMES), ...(paths.length > MAX_NAMES ? ['…'] : [])].join(', ');
}

/** What happened to files that are not in the grid. */
function Notices() {
  const gone = (before.value?.length ?? 0) - entries.value.length;
  return (
    <div class="notices" role="status">
      {listing.value && <p>{text('local_listing')}</p>}
      {others.value.length > 0 && (
        <p title={others.value.join('\n')}>{text('local_not_pictures', [count(others.value.length), firstOf(others.value)])}</p>
      )}
      {uncopied.value.length > 0 && <p title={uncopied.value.join('\n')}>{text('local_save_failed', firstOf(uncopied.value))}</p>}
      {gone > 0 && (
        <p>
          {text('local_removed', count(gone))} <Undo />
        </p>
      )}
    </div>
  );
}

export function Toolbar() {
  const { pictures, done, failed } = sum.value;
  return (
    <header>
      <div class="line">
        <h1>{text('local_title')}</h1>
        {pictures > 0 && <Sum />}
      </div>
      {pictures > 0 && (
        <>
          <div class="bar sides">
            <div class="bar">
              <Primary />
              <Inputs />
              <button type="button" onClick={() => remove(entries.value)}>
                {text('local_clear')}
              </button>
            </div>
            <div class="bar">
              <Saves />
            </div>
          </div>
          {running.value && <progress value={done} max={pictures} aria-label={text('pictures')} />}
          <Failures failed={failed} />
        </>
      )}
      <Notices />
    </header>
  );
}
