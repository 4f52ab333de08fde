/** The pictures of a page on their way to badges: the most urgent first, a few at a time. */
import type { Status } from '../src/protocol.ts';
import { reasons } from '../src/reasons.ts';
import type { Picture } from '../src/report.ts';
import { createEngineLink } from './engine-link.ts';
import { isLargeEnough, shownSizePx, turn } from './find.ts';
import { lookAt } from './look.ts';
import { createOverlay } from './overlay.ts';
import type { Spot } from './spots/spot.ts';
import { spotsOf, summarize, type Task, viewOf } from './task.ts';
import { words } from './words.ts';

const AT_ONCE = 4;
/** How long the order of the waiting holds: what is in view changes with scrolling. */
const ORDER_MS = 250;
/** Smaller pictures, shown so many CSS pixels large, bear no mark that they failed: pages are full of icons. */
const MIN_MARKED_PX = 64;

export interface PageRun {
  /** Looks at the pictures of these spots, which the person pointed at. */
  annotatePicture(spots: readonly Spot[]): void;
  /** Looks at the pictures of all spots that `search` comes upon, until it ends or `stop` ends it. */
  annotatePage(search: (signal: AbortSignal) => AsyncIterable<readonly Spot[]>): Promise<void>;
  /** Asks again for what needed a permission. */
  retry(): void;
  /** Forgets what has no answer yet. */
  stop(): void;
  status(): Status;
  report(): Picture[];
}

/** The end of `life` ends the run and takes away everything it shows. */
export function createPageRun(life: AbortController): PageRun {
  const tasks = new Map<string, Task>();
  const taskOf = new WeakMap<Spot, Task>();
  const overlay = createOverlay(life.signal);
  const link = createEngineLink(life, overlay.setStarting);
  let stopper = new AbortController();
  /** Spots that join when the page loads them. */
  let awaited = new WeakSet<Spot>();
  let searches = 0;
  let working = 0;
  /** The waiting, the most urgent last, as they were at `orderedMs`. */
  let queue: Task[] = [];
  let orderedMs = -Infinity;
  /** The person began something and waits for its end. */
  let expected = false;

  function status(): Status {
    const sum = summarize([...tasks.values()]);
    return { ...sum, running: sum.running || searches > 0, starting: link.starting };
  }

  function show(task: Task): void {
    const view = viewOf(task);
    for (const spot of spotsOf(task)) {
      const quiet =
        view?.kind === 'failed' && !task.asked && (reasons[view.reason].where === 'popup' || shownSizePx(spot) < MIN_MARKED_PX);
      if (!view || quiet) overlay.hide(spot);
      else overlay.show(spot, view);
    }
  }

  function add(spot: Spot, asked: boolean): void {
    // It may show the picture that it was found with in another resolution, and so at another address.
    const before = taskOf.get(spot);
    const known = before && tasks.get(before.url) === before ? before : tasks.get(spot.url);
    const task: Task = known ?? { url: spot.url, spots: new Set(), asked, state: 'waiting' };
    tasks.set(task.url, task);
    taskOf.set(spot, task);
    task.spots.add(spot);
    task.asked ||= asked;
    const reason = task.picture?.reason;
    if (task.state === 'settled' && (spot.changes || (reason && reasons[reason].retry))) reopen(task);
    show(task);
    orderedMs = -Infinity;
  }

  function reopen(task: Task): void {
    delete task.picture;
    task.state = 'waiting';
    orderedMs = -Infinity;
  }

  function order(): void {
    const waiting = [...tasks.values()].flatMap((task) => {
      if (task.state !== 'waiting') return [];
      const [spot] = spotsOf(task);
      if (!spot) tasks.delete(task.url);
      return spot ? [{ task, turn: turn(spot) }] : [];
    });
    queue = waiting.sort((a, b) => b.turn - a.turn).map(({ task }) => task);
    orderedMs = performance.now();
  }

  /** The most urgent of the waiting, and a spot that shows it. */
  function next(): [Task, Spot] | undefined {
    if (performance.now() - orderedMs > ORDER_MS) order();
    for (let task = queue.pop(); task; task = queue.pop()) {
      const [spot] = spotsOf(task);
      if (task.state === 'waiting' && spot) return [task, spot];
      if (!spot) tasks.delete(task.url);
    }
  }

  function pump(): void {
    for (let found = working < AT_ONCE ? next() : undefined; found; found = working < AT_ONCE ? next() : undefined)
      void work(...found);
    if (expected && working === 0 && searches === 0) {
      expected = false;
      overlay.announce(words('run_ended', status().faces));
    }
  }

  async function work(task: Task, spot: Spot): Promise<void> {
    const runSignal = stopper.signal;
    task.state = 'working';
    working++;
    show(task);
    const picture = await lookAt(spot, link, runSignal);
    if (runSignal.aborted) return;
    working--;
    task.picture = picture;
    task.state = 'settled';
    show(task);
    pump();
  }

  /** The page loads it when it is scrolled near, which may be never: the run does not wait for it. */
  async function joinWhenLoaded(spot: Spot): Promise<void> {
    if (awaited.has(spot)) return;
    awaited.add(spot);
    const runSignal = stopper.signal;
    await spot.loaded(runSignal);
    if (runSignal.aborted) return;
    awaited.delete(spot);
    if (!isLargeEnough(spot)) return;
    add(spot, false);
    pump();
  }

  function stop(): void {
    stopper.abort();
    stopper = new AbortController();
    awaited = new WeakSet();
    working = 0;
    searches = 0;
    expected = false;
    for (const task of tasks.values()) {
      if (task.state === 'settled') continue;
      for (const spot of task.spots) overlay.hide(spot);
      tasks.delete(task.url);
    }
  }

  life.signal.addEventListener('abort', stop);

  return {
    annotatePicture(spots) {
      if (spots.length > 0) link.open();
      for (const spot of spots) add(spot, true);
      expected = true;
      pump();
    },
    async annotatePage(search) {
      const runSignal = stopper.signal;
      searches++;
      expected = true;
      for await (const spots of search(runSignal)) {
        if (runSignal.aborted) return;
        if (spots.length > 0) link.open();
        for (const spot of spots) {
          if (spot.isLoading() && spot.isLazy()) void joinWhenLoaded(spot);
          else add(spot, false);
        }
        pump();
      }
      if (runSignal.aborted) return;
      searches--;
      pump();
    },
    retry() {
      for (const task of tasks.values()) {
        if (task.picture?.reason !== 'needs-permission' || spotsOf(task).length === 0) continue;
        reopen(task);
        show(task);
        expected = true;
      }
      pump();
    },
    stop,
    status,
    report: () => [...tasks.values()].flatMap(({ picture }) => picture ?? []),
  };
}
