/** The pictures of a page on their way to badges: the most urgent first, a few at a time. */
import type { Status } from '../src/protocol.ts';
import { reasons } from '../src/reasons.ts';
import type { Picture } from '../src/report.ts';
import { createEngineLink } from './engine-link.ts';
import { addressOf, hasShapeOf, isLargeEnough, isStill, loaded, shownSizePx, sightOf, turn } from './find.ts';
import { lookAt } from './look.ts';
import { createOverlay } from './overlay.ts';
import { imagesOf, summarize, type Task, viewOf } from './task.ts';
import { words } from './words.ts';

const AT_ONCE = 4;
/** Smaller pictures, shown so many CSS pixels large, bear no mark that they failed: pages are full of icons. */
const MIN_MARKED_PX = 64;

export interface PageRun {
  /** Looks at the pictures of these elements; `asked` says that the person pointed at them. */
  annotate(images: readonly HTMLImageElement[], asked: boolean): void;
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
  const overlay = createOverlay(life.signal);
  const link = createEngineLink(life, overlay.setStarting);
  let stopper = new AbortController();
  /** Elements that join when the page loads them. */
  let awaited = new WeakSet<HTMLImageElement>();
  /** The person began something and waits for its end. */
  let expected = false;

  const status = (): Status => ({ ...summarize([...tasks.values()]), starting: link.starting });

  function show(task: Task): void {
    const view = viewOf(task);
    for (const image of imagesOf(task)) {
      const quiet =
        view?.kind === 'failed' && !task.asked && (reasons[view.reason].where === 'popup' || shownSizePx(image) < MIN_MARKED_PX);
      if (!view || quiet) overlay.hide(image);
      else overlay.show(image, view);
    }
  }

  /** The task that has the picture of `image`, perhaps in another resolution. */
  function taskOf(image: HTMLImageElement): Task | undefined {
    const known = [...tasks.values()].find(({ images, picture }) => {
      const sight = images.get(image);
      return sight && isStill(image, sight) && (!picture?.width || hasShapeOf(image, picture));
    });
    return known ?? tasks.get(addressOf(image));
  }

  function add(image: HTMLImageElement, asked: boolean): void {
    const task: Task = taskOf(image) ?? { url: addressOf(image), images: new Map(), asked, state: 'waiting' };
    tasks.set(task.url, task);
    task.images.set(image, sightOf(image));
    task.asked ||= asked;
    const reason = task.picture?.reason;
    if (reason && reasons[reason].retry) reopen(task);
    show(task);
  }

  function reopen(task: Task): void {
    delete task.picture;
    task.state = 'waiting';
  }

  function pump(): void {
    const all = [...tasks.values()];
    const ready = all.flatMap((task) => {
      const [image] = imagesOf(task);
      if (task.state !== 'waiting') return [];
      if (!image) tasks.delete(task.url);
      return image ? [{ task, image, turn: turn(image) }] : [];
    });
    ready.sort((a, b) => a.turn - b.turn);
    const working = all.filter(({ state }) => state === 'working').length;
    for (const { task, image } of ready.slice(0, AT_ONCE - working)) void work(task, image);
    const { running, faces } = status();
    if (expected && !running) {
      expected = false;
      overlay.announce(words('run_ended', faces));
    }
  }

  async function work(task: Task, image: HTMLImageElement): Promise<void> {
    const runSignal = stopper.signal;
    task.state = 'working';
    show(task);
    const picture = await lookAt(image, task.url, link, runSignal);
    if (runSignal.aborted) return;
    task.picture = picture;
    task.state = 'settled';
    show(task);
    pump();
  }

  /** The page loads it when it is scrolled near, which may be never: the run does not wait for it. */
  async function joinWhenLoaded(image: HTMLImageElement): Promise<void> {
    if (awaited.has(image)) return;
    awaited.add(image);
    const runSignal = stopper.signal;
    await loaded(image, runSignal);
    if (runSignal.aborted) return;
    awaited.delete(image);
    if (!isLargeEnough(image)) return;
    add(image, false);
    pump();
  }

  function stop(): void {
    stopper.abort();
    stopper = new AbortController();
    awaited = new WeakSet();
    expected = false;
    for (const task of tasks.values()) {
      if (task.state === 'settled') continue;
      for (const image of task.images.keys()) overlay.hide(image);
      tasks.delete(task.url);
    }
  }

  life.signal.addEventListener('abort', stop);

  return {
    annotate(images, asked) {
      if (images.length > 0) link.open();
      for (const image of images) {
        if (asked || image.complete || image.loading !== 'lazy') add(image, asked);
        else void joinWhenLoaded(image);
      }
      expected = true;
      pump();
    },
    retry() {
      for (const task of tasks.values()) {
        if (task.picture?.reason !== 'needs-permission' || imagesOf(task).length === 0) continue;
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
