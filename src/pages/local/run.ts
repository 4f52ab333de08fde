/** The given pictures on their way through the engine: in order, a few at a time, whether or not they are in view. */
import { computed, signal } from '@preact/signals';
import { createEngineLink } from '../../../content/engine-link.ts';
import { lookAt } from '../../../content/look.ts';
import { createOverlay } from '../../../content/overlay.ts';
// Nobody could bring it into a page of the extension later.
import '../../../content/crowd/main.ts';
import '../../../content/draw/main.ts';
import '../../../content/popover/main.ts';
import { createSpot, type Spot } from '../../../content/spots/spot.ts';
import { summarize } from '../../../content/task.ts';
import { reasons } from '../../reasons.ts';
import { count, text } from '../words.ts';
import { type Entry, entries } from './entries.ts';
import { timeLeftMs } from './time-left.ts';

const AT_ONCE = 4;
const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };

const life = new AbortController();
/** Those that tiles show now. */
export const shownSpots = new Set<Spot>();
export const overlay = createOverlay(life, {
  corrected() {
    for (const spot of shownSpots) overlay.rewrite(spot);
    // A path is no address: it is not kept.
    return '';
  },
  // All of them are here.
  mayList: () => false,
  list: () => {},
});
const link = createEngineLink(life, overlay.setStarting);

let stopper = new AbortController();
let working = 0;
/** When the first picture of this run was done, and how many were then: the models load before it. */
let pace: { startedMs: number; done: number } | undefined;

export const running = signal(false);
export const sum = computed(() => summarize(entries.value.map(({ progress }) => progress.value)));

/** Of the run that goes on; undefined while it cannot be told. */
export const leftMs = computed(() => {
  const { done, pictures } = sum.value;
  if (!running.value || !pace) return;
  return timeLeftMs(done - pace.done, pictures - done, performance.now() - pace.startedMs);
});

/** A file that may be in no tile, for the engine reads those out of view too. */
function fileSpot(url: string): Spot {
  return createSpot({ element: document.body, url, isStill: () => true, area: () => ({ frame: NOWHERE, picture: NOWHERE }) });
}

async function estimate({ file, path, progress }: Entry, signal: AbortSignal): Promise<void> {
  const mine: Entry['progress']['value'] = { state: 'working' };
  progress.value = mine;
  const url = URL.createObjectURL(file);
  const { picture, crops } = await lookAt(fileSpot(url), link, signal);
  URL.revokeObjectURL(url);
  // After a stop another run may have begun with it.
  if (progress.value !== mine) return;
  progress.value = signal.aborted ? { state: 'waiting' } : { state: 'settled', picture: { ...picture, source: path }, crops };
}

function pump(): void {
  const { signal } = stopper;
  while (working < AT_ONCE) {
    const next = entries.value.find(({ progress }) => progress.value.state === 'waiting');
    if (!next) break;
    working++;
    void estimate(next, signal).then(() => {
      if (signal.aborted) return;
      working--;
      pace ??= { startedMs: performance.now(), done: sum.value.done };
      pump();
    });
  }
  if (working === 0) finish();
}

function finish(): void {
  running.value = false;
  const { pictures, faces, failed } = sum.value;
  const failures = Object.values(failed).reduce((all, some) => all + some, 0);
  if (pictures > 0) overlay.announce(text('local_ended', [count(pictures), count(faces), count(failures)]));
}

const mayDiffer = ({ progress: { value } }: Entry) => value.picture?.reason !== undefined && reasons[value.picture.reason].retry;

/** Something waits, or failed in a way that another try may mend. */
export const resumable = computed(() =>
  entries.value.some((entry) => entry.progress.value.state === 'waiting' || mayDiffer(entry)),
);

/** Estimates what has not been, and again what may do better now. */
export function resume(): void {
  if (!running.value) {
    for (const entry of entries.value) if (mayDiffer(entry)) entry.progress.value = { state: 'waiting' };
    pace = undefined;
    running.value = true;
    link.open();
  }
  pump();
}

/** Keeps what is done. */
export function stop(): void {
  stopper.abort();
  stopper = new AbortController();
  working = 0;
  running.value = false;
  for (const { progress } of entries.value) if (progress.value.state === 'working') progress.value = { state: 'waiting' };
}
