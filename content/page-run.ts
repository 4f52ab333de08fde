/** The pictures of a page on their way to badges: the most urgent first, a few at a time. */
import type { Status } from '../src/protocol.ts';
import { reasons } from '../src/reasons.ts';
import type { Picture } from '../src/report.ts';
import { createEngineLink } from './engine-link.ts';
import { addressOf, findImages, findImagesOf, isLargeEnough, loaded, shownSizePx, turn } from './find.ts';
import { lookAt } from './look.ts';
import { createOverlay } from './overlay.ts';
import { imagesOf, summarize, type Task, viewOf } from './task.ts';
import { words } from './words.ts';

const AT_ONCE = 4;
/** Smaller pictures, shown so many CSS pixels large, bear no mark that they failed: pages are full of icons. */
const MIN_MARKED_PX = 64;

export interface PageRun {
  annotatePage(): void;
  /** Returns how many elements show the picture. */
  annotatePicture(url: string): number;
  /** Forgets what has no answer yet. */
  stop(): void;
  status(): Status;
  report(): Picture[];
}

/** Aborting `signal` ends the run and takes away everything it shows. */
export function createPageRun(signal: AbortSignal): PageRun {
  const tasks = new Map<string, Task>();
  const overlay = createOverlay(signal);
  const link = createEngineLink(signal, overlay.setStarting);
  let stopper = new AbortController();

  const status = (): Status => ({ ...summarize([...tasks.values()]), starting: link.starting });

  function show(task: Task): void {
    const view = viewOf(task);
    for (const image of imagesOf(task)) {
      if (!view || (view.kind === 'failed' && !task.asked && shownSizePx(image) < MIN_MARKED_PX)) overlay.hide(image);
      else overlay.show(image, task.url, view);
    }
  }

  function add(image: HTMLImageElement, asked: boolean): void {
    const url = addressOf(image);
    const task: Task = tasks.get(url) ?? { url, images: new Set(), asked, state: 'waiting' };
    tasks.set(url, task);
    task.images.add(image);
    task.asked ||= asked;
    const reason = task.picture?.reason;
    if (reason && reasons[reason].retry) {
      delete task.picture;
      task.state = 'waiting';
    }
    show(task);
  }

  function pump(): void {
    const working = [...tasks.values()].filter(({ state }) => state === 'working').length;
    const waiting = [...tasks.values()].filter(({ state }) => state === 'waiting');
    const ready = waiting.flatMap((task) => {
      const [image] = imagesOf(task);
      if (!image) tasks.delete(task.url);
      return image ? [{ task, image, turn: turn(image) }] : [];
    });
    ready.sort((a, b) => a.turn - b.turn);
    for (const { task, image } of ready.slice(0, AT_ONCE - working)) void work(task, image);
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
    const { running, faces } = status();
    if (!running) overlay.announce(words('run_ended', faces));
  }

  /** The page loads it when it is scrolled near, which may be never: the run does not wait for it. */
  async function joinWhenLoaded(image: HTMLImageElement, asked: boolean): Promise<void> {
    const runSignal = stopper.signal;
    await loaded(image, runSignal);
    if (runSignal.aborted || !isLargeEnough(image)) return;
    add(image, asked);
    pump();
  }

  function start(images: HTMLImageElement[], asked: boolean): void {
    if (images.length > 0) link.open();
    for (const image of images) {
      if (image.complete || image.loading !== 'lazy') add(image, asked);
      else void joinWhenLoaded(image, asked);
    }
    pump();
  }

  function stop(): void {
    stopper.abort();
    stopper = new AbortController();
    for (const task of tasks.values()) {
      if (task.state === 'settled') continue;
      for (const image of task.images) overlay.hide(image);
      tasks.delete(task.url);
    }
  }

  signal.addEventListener('abort', stop);

  return {
    annotatePage: () => start(findImages(), false),
    annotatePicture(url) {
      const images = findImagesOf(url);
      start(images, true);
      return images.length;
    },
    stop,
    status,
    report: () => [...tasks.values()].flatMap(({ picture }) => picture ?? []),
  };
}
