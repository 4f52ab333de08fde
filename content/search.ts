/** Goes through the page for spots, and then waits for those that come, change or become visible. */
import { isFrame, isWorthALook, spotsAt } from './find.ts';
import { own } from './own.ts';
import { sleep } from './sleep.ts';
import type { Spot } from './spots/spot.ts';
import { elementsIn, parentOf, shadowRootOf } from './tree.ts';

/** How long the search keeps the page from its own work at a time. */
const SLICE_MS = 8;
/** Pages change in bursts. */
const PAUSE_MS = 150;

/** Attributes that may bring another picture. */
const ATTRIBUTES = 'src srcset href data poster type class style'.split(' ');
/** Events of elements that show another picture since. */
const EVENTS = 'load loadeddata pause seeked timeupdate transitionend animationend'.split(' ');

/** Frames may load on and on. */
const FRAMES_PAUSE_MS = 1000;

export interface Search {
  /** All spots that are shown, but for icons, as they are found; and those that begin to load. */
  all(): AsyncIterable<Spot[]>;
  /** Then those that come. Ends when `signal` aborts. */
  arrivals(): AsyncIterable<Spot[]>;
}

/** Aborting `signal` ends it. `onFrames` hears that frames of the page have loaded since. */
export function createSearch(signal: AbortSignal, onFrames: () => void): Search {
  let changed = new Set<Element>();
  /** With all below them. */
  let added = new Set<Element>();
  let wake = () => {};

  function note(element: Element, into = changed): void {
    into.add(element);
    wake();
  }

  let isFrameNoted = false;
  async function noteFrames(): Promise<void> {
    if (isFrameNoted) return;
    isFrameNoted = true;
    await sleep(FRAMES_PAUSE_MS);
    isFrameNoted = false;
    if (!signal.aborted) onFrames();
  }

  const mutations = new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === 'attributes') note(target as Element);
      for (const node of addedNodes) if (node instanceof Element) note(node, added);
    }
  });

  // What is hidden at first, as most of a carousel is, costs nothing until it is seen. It is observed until it is worth a look:
  // each time that it is observed anew, the observer tells how it stands.
  const sights = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) note(target);
      if (isIntersecting) transparent.add(target);
      else transparent.delete(target);
    }
  });
  /** In the window, and yet nothing to look at: what holds them may show them. */
  const transparent = new Set<Element>();
  const watched = new WeakSet<Node>();

  function watch(root: Document | ShadowRoot): void {
    if (watched.has(root)) return;
    watched.add(root);
    mutations.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ATTRIBUTES });
    const hear = ({ target }: Event) => {
      if (target instanceof Element) note(target);
      if (target instanceof Element && isFrame(target)) void noteFrames();
    };
    for (const event of EVENTS) own(root).addEventListener(event, hear, { capture: true, passive: true, signal });
  }

  signal.addEventListener('abort', () => {
    mutations.disconnect();
    sights.disconnect();
    wake();
  });

  async function* through(elements: Iterable<Element>): AsyncGenerator<Spot[]> {
    let found: Spot[] = [];
    let startedMs = performance.now();
    for (const element of elements) {
      const spots = spotsAt(element);
      const worth = spots.filter(isWorthALook);
      found.push(...worth);
      if (worth.length < spots.length) sights.observe(element);
      else if (spots.length > 0) {
        sights.unobserve(element);
        transparent.delete(element);
      }
      if (performance.now() - startedMs < SLICE_MS) continue;
      yield found;
      found = [];
      await sleep(0);
      if (signal.aborted) return;
      startedMs = performance.now();
    }
    yield found;
  }

  /** What changed, what it may have shown, and all that was added. */
  function* come(elements: ReadonlySet<Element>, roots: ReadonlySet<Element>): Generator<Element> {
    for (const element of elements) {
      yield element;
      const shadow = shadowRootOf(element);
      if (!shadow || watched.has(shadow)) continue;
      watch(shadow);
      yield* elementsIn(shadow, watch);
    }
    for (const element of transparent) {
      if (!element.isConnected) transparent.delete(element);
      for (let box = parentOf(element); box; box = parentOf(box)) {
        if (!elements.has(box)) continue;
        yield element;
        break;
      }
    }
    const met = new Set<Element>();
    for (const root of roots) {
      if (met.has(root)) continue;
      for (const element of elementsIn(root, watch)) {
        met.add(element);
        yield element;
      }
    }
  }

  return {
    all() {
      watch(document);
      return through(elementsIn(document, watch));
    },
    async *arrivals() {
      while (!signal.aborted) {
        if (changed.size + added.size === 0) await new Promise<void>((resolve) => (wake = resolve));
        await sleep(PAUSE_MS);
        const [elements, roots] = [changed, added];
        [changed, added] = [new Set(), new Set()];
        yield* through(come(elements, roots));
      }
    },
  };
}
