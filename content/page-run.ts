/** The pictures of a page on their way to badges: the most urgent first, a few at a time. */
import type { FaceAddress, Listing, Status, ToBackground } from '../src/protocol.ts';
import { reasons } from '../src/reasons.ts';
import type { Picture } from '../src/report.ts';
import { api } from './browser.ts';
import type { Captures } from './capture/captures.ts';
import { createEngineLink } from './engine-link.ts';
import { rankOf, shownSizePx } from './find.ts';
import type { FaceList } from './list/face-list.ts';
import { type Found, finish, type Looked, lookAt, lookAtFrame } from './look.ts';
import { createOverlay } from './overlay.ts';
import { page } from './own.ts';
import { loadPart } from './parts.ts';
import { createSearch } from './search.ts';
import { sleep } from './sleep.ts';
import type { Spot } from './spots/spot.ts';
import { currentSpots, summarize, type Task, viewOf } from './task.ts';
import { words } from './words.ts';

const AT_ONCE = 4;
/** Behind another tab, whose pictures come first. */
const AT_ONCE_HIDDEN = 1;
/** How often the progress is told. */
const PROGRESS_MS = 500;
/** Pictures that are gone from the page stay in the report, but not all of an endless one. */
const MAX_GONE = 1000;
/** A picture that takes longer says that it is being worked on. */
const LATE_MS = 300;
/** How long the order of the waiting holds: what is in view changes with scrolling. */
const ORDER_MS = 250;
/** And so much longer for each that is known, as it costs time to ask where they are. */
const ORDER_MS_EACH = 0.1;
/** Smaller pictures, shown so many CSS pixels large, bear no mark that they failed: pages are full of icons. */
const MIN_MARKED_PX = 64;

export interface PageRun {
  /** Looks at the pictures of these spots, which the person pointed at. */
  annotatePicture(spots: readonly Spot[]): void;
  /** Looks at all pictures of the page, and at those that come until `stop`. */
  annotatePage(): Promise<void>;
  /** Asks again for what needed a permission. */
  retry(): void;
  /** Whether new pictures join. */
  readonly isWatching: boolean;
  /** Takes up no more pictures, or goes on. */
  pause(paused: boolean): void;
  /** Forgets what has no answer yet. */
  stop(): void;
  status(): Status;
  report(): Picture[];
  /** The faces, for the list of them; `since` is the revision of an earlier answer, or 0. */
  list(since: number): Promise<Listing>;
  /** Scrolls the page to a face, where it still shows it. */
  reveal(address: FaceAddress): void;
  /** Moves the focus to the first badge in view. False where there is none. */
  focus(): boolean;
}

/** Chrome alone opens the list for a click in a page; elsewhere it must be open. */
const opensListForClick = 'side_panel' in api.runtime.getManifest();

function enterFrames(): void {
  const request: ToBackground = { to: 'background', kind: 'enter-frames' };
  void api.runtime.sendMessage(request);
}

/** The end of `life` ends the run and takes away everything it shows. */
export function createPageRun(life: AbortController): PageRun {
  const tasks = new Map<string, Task>();
  const taskOf = new WeakMap<Spot, Task>();
  let faceList: FaceList | undefined;

  /** Comes when it is first asked. */
  async function list(): Promise<FaceList> {
    const create = await loadPart('list');
    if (faceList) return faceList;
    faceList = create(tasks);
    for (const task of tasks.values()) faceList.touch(task);
    return faceList;
  }

  const overlay = createOverlay(life, {
    corrected(face) {
      const task = [...tasks.values()].find(({ picture }) => picture?.faces.includes(face));
      if (!task?.picture) return '';
      faceList?.touch(task);
      for (const spot of task.spots) overlay.rewrite(spot);
      return task.picture.source;
    },
    mayList: () => opensListForClick || faceList?.isOpen() === true,
    list: (face) => void list().then(({ showFace }) => showFace(face), console.error),
  });
  const link = createEngineLink(life, overlay.setStarting);
  let captures: Captures | undefined;
  let stopper = new AbortController();
  let search = new AbortController();
  let searching = false;
  let isWatching = false;
  let paused = false;
  let working = 0;
  /** The waiting, the most urgent last, as they were at `orderedMs`. */
  let queue: Task[] = [];
  let orderedMs = -Infinity;
  /** The person began something and waits for its end. */
  let expected = false;

  function status(): Status {
    const sum = summarize([...tasks.values()]);
    return { ...sum, running: sum.running || searching, starting: link.starting, paused };
  }

  function show(task: Task, spots = currentSpots(task)): void {
    const view = viewOf(task);
    for (const spot of spots) {
      const quiet =
        view?.kind === 'failed' && !task.asked && (reasons[view.reason].where === 'popup' || shownSizePx(spot) < MIN_MARKED_PX);
      if (!view || quiet) overlay.hide(spot);
      else overlay.show(spot, view);
    }
  }

  /** `again` says that the person asks, perhaps not for the first time. */
  function add(spot: Spot, asked: boolean, again: boolean): Task {
    // It may show the picture that it was found with in another resolution, and so at another address.
    const before = taskOf.get(spot);
    const known = before && tasks.get(before.url) === before ? before : tasks.get(spot.url);
    const task: Task = known ?? { url: spot.url, spots: new Set(), asked, state: 'waiting', crops: [] };
    tasks.set(task.url, task);
    taskOf.set(spot, task);
    const isNew = !task.spots.has(spot);
    task.spots.add(spot);
    task.asked ||= asked;
    const reason = task.picture?.reason;
    // What could not be read is read again for the person alone, not with each frame of a film.
    const mayDiffer = again ? spot.changes || (reason && reasons[reason].retry) : spot.changes && isNew && !reason;
    if (task.state === 'settled' && mayDiffer) reopen(task);
    // What it said stays until there is news.
    else show(task, [spot]);
    orderedMs = -Infinity;
    return task;
  }

  function addAll(spots: readonly Spot[], again: boolean, signal: AbortSignal): void {
    if (signal.aborted || spots.length === 0) return;
    link.open();
    for (const spot of spots) {
      const task = add(spot, false, again);
      // One that was known before moves to where it is among those of the page.
      if (task.metIn !== signal) tasks.delete(task.url);
      tasks.set(task.url, task);
      task.metIn = signal;
    }
    pump();
  }

  /** An answer stays until there is another, a failure does not. */
  function reopen(task: Task): void {
    if (task.picture?.reason) delete task.picture;
    task.state = 'waiting';
    orderedMs = -Infinity;
  }

  function order(): void {
    const waiting = [...tasks.values()].flatMap((task) => {
      if (task.state !== 'waiting') return [];
      const [spot] = currentSpots(task);
      if (!spot) tasks.delete(task.url);
      return spot ? [{ task, rank: rankOf(spot) }] : [];
    });
    queue = waiting.sort((a, b) => b.rank - a.rank).map(({ task }) => task);
    orderedMs = performance.now();
  }

  /** The most urgent of the waiting, and a spot that shows it. */
  function next(): [Task, Spot] | undefined {
    if (performance.now() - orderedMs > ORDER_MS + ORDER_MS_EACH * tasks.size) order();
    for (let task = queue.pop(); task; task = queue.pop()) {
      const [spot] = currentSpots(task);
      if (task.state === 'waiting' && spot) return [task, spot];
      if (!spot) tasks.delete(task.url);
    }
  }

  /** Those that the page has taken away, the first ones first. */
  function forgetGone(): void {
    const gone = [...tasks.values()].filter((task) => task.state === 'settled' && currentSpots(task).length === 0);
    for (const { url } of gone.slice(0, -MAX_GONE)) tasks.delete(url);
  }

  let isToldLater = false;
  async function tellProgress(): Promise<void> {
    if (isToldLater) return;
    isToldLater = true;
    await sleep(PROGRESS_MS);
    isToldLater = false;
    if (!life.signal.aborted) {
      forgetGone();
      const { running, done, pictures } = status();
      overlay.setProgress(running && window.top === window ? done / Math.max(1, pictures) : undefined);
    }
    const request: ToBackground = { to: 'background', kind: 'progress' };
    await api.runtime.sendMessage(request).catch(() => {
      // The extension was updated meanwhile.
    });
  }

  function pump(): void {
    void tellProgress();
    while (!paused && working < (page.hidden ? AT_ONCE_HIDDEN : AT_ONCE)) {
      const found = next();
      if (!found) break;
      void work(...found);
    }
    if (expected && working === 0 && !status().running) {
      expected = false;
      const { faces } = status();
      // A frame without faces has nothing to say.
      if (faces > 0 || window.top === window) overlay.announce(words('run_ended', faces));
    }
  }

  async function work(task: Task, spot: Spot): Promise<void> {
    const runSignal = stopper.signal;
    task.state = 'working';
    working++;
    const late = setTimeout(() => runSignal.aborted || show(task), LATE_MS);
    const looked = await (spot.isClosed ? lookAtFrame(spot) : lookAt(spot, link, runSignal));
    clearTimeout(late);
    if (runSignal.aborted) return;
    working--;
    if (!looked) forget(task);
    else if (looked.picture.reason === 'needs-permission' && !spot.isClosed) void capture(task, spot, looked, false);
    else settle(task, looked);
    pump();
  }

  async function lookAsShown(...what: Parameters<Captures['look']>): Promise<Found | undefined> {
    const create = await loadPart('capture');
    captures ??= create(link, captureSeen);
    return captures.look(...what);
  }

  /** As the last resort, when the window shows it. */
  async function capture(task: Task, spot: Spot, unread: Looked, isSeen: boolean): Promise<void> {
    const runSignal = stopper.signal;
    delete task.picture;
    task.state = 'capturing';
    show(task);
    const found = await lookAsShown(spot, isSeen, runSignal).catch(() => undefined);
    const looked = found ? await finish(spot, found) : unread;
    if (runSignal.aborted) return;
    settle(task, looked);
    pump();
  }

  function captureSeen(spot: Spot): void {
    const task = taskOf.get(spot);
    if (task?.state === 'settled' && task.picture && spot.isStill())
      void capture(task, spot, { picture: task.picture, crops: [] }, true);
  }

  function settle(task: Task, looked: Looked): void {
    Object.assign(task, looked);
    faceList?.touch(task);
    task.state = 'settled';
    show(task);
  }

  function forget(task: Task): void {
    for (const spot of task.spots) overlay.hide(spot);
    tasks.delete(task.url);
  }

  function pause(pausing: boolean): void {
    paused = pausing;
    pump();
  }

  function stop(): void {
    paused = false;
    void tellProgress();
    stopper.abort();
    stopper = new AbortController();
    search.abort();
    working = 0;
    searching = false;
    isWatching = false;
    expected = false;
    for (const task of tasks.values()) {
      if (task.picture) task.state = 'settled';
      else forget(task);
    }
  }

  life.signal.addEventListener('abort', stop);
  page.addEventListener('visibilitychange', pump, { signal: life.signal });

  return {
    get isWatching() {
      return isWatching;
    },
    annotatePicture(spots) {
      paused = false;
      if (spots.length > 0) link.open();
      for (const spot of spots) add(spot, true, true);
      expected = true;
      pump();
    },
    async annotatePage() {
      paused = false;
      search.abort();
      search = new AbortController();
      const { signal } = search;
      const { all, arrivals } = createSearch(signal, enterFrames);
      searching = true;
      isWatching = true;
      expected = true;
      try {
        for await (const spots of all()) addAll(spots, true, signal);
      } finally {
        if (!signal.aborted) searching = false;
      }
      pump();
      for await (const spots of arrivals()) addAll(spots, false, signal);
    },
    retry() {
      for (const task of tasks.values()) {
        if (task.picture?.reason !== 'needs-permission' || currentSpots(task).length === 0) continue;
        reopen(task);
        show(task);
        expected = true;
      }
      pump();
      // The permission may open frames as well.
      if (isWatching) enterFrames();
    },
    pause,
    stop,
    status,
    report: () => [...tasks.values()].flatMap(({ picture }) => picture ?? []),
    list: async (since) => (await list()).listing(since, status()),
    focus: () => overlay.focus(),
    reveal(address) {
      const [spot, face] = faceList?.scrollTo(address) ?? [];
      if (spot && face) overlay.reveal(spot, face);
    },
  };
}
