/**
 * Everything the page gets to see of us: one element with a closed shadow root above the page, which holds one layer for each
 * spot. Layers follow scrolling, resizing and changes of the layout, once a frame, and go when their picture does.
 */
import type { AgedFace } from '../src/report.ts';
import { api } from './browser.ts';
import { isCovered } from './cover.ts';
import { element } from './element.ts';
import { isInView } from './find.ts';
import { createLatePopover } from './late-popover.ts';
import styles from './overlay.css' with { type: 'text' };
import { ours, own, page } from './own.ts';
import { createPictureLayer, type PictureLayer, type View } from './picture-layer.ts';
import { placeOf } from './picture-place.ts';
import type { FaceActs } from './popover/popover.ts';
import { followSettings } from './settings.ts';
import type { Spot } from './spots/spot.ts';
import { isRoot, isWithin, parentOf, shadowRootOf } from './tree.ts';

/** The page's style sheets must reach none of it. */
const HOST_STYLE = 'all: initial; position: fixed; inset: 0; display: block; pointer-events: none; z-index: 2147483647;';

/** What moves pictures or changes them, besides changes of the document. */
const LAYOUT_EVENTS = 'scroll load error transitionrun transitionend animationstart animationend toggle'.split(' ');

/** Events meant for us: the page would take them for its shortcuts, or close the gallery that shows the picture. */
const OWN_EVENTS = /^on(key|pointer|mouse|touch|.*click)/;

/** How long a badge may stand over what covers its face. */
const COVER_MS = 100;

/** The same for two views that look the same. */
const contentOf = (view: View) => (view.kind === 'faces' ? view.look : view.kind === 'failed' ? view.reason : view.kind);

interface Shown {
  layer: PictureLayer;
  view: View;
}

export interface Overlay {
  show(spot: Spot, view: View): void;
  hide(spot: Spot): void;
  /** Writes the badges of a spot anew, after a correction. */
  rewrite(spot: Spot): void;
  /** Makes the badge of a face stand out. */
  reveal(spot: Spot, face: AgedFace): void;
  /** Moves the focus to the first badge in view, or by so many badges from the one that has it. False where there is none. */
  focus(step?: number): boolean;
  /** Whether pictures that are worked on say that the engine is starting. */
  setStarting(starting: boolean): void;
  /** Shows a bar at the window's edge: the share that is done, or none. */
  setProgress(share: number | undefined): void;
  /** Has a screen reader say it. */
  announce(text: string): void;
}

function createHost(): HTMLElement {
  const host = element('div');
  host.style.cssText = HOST_STYLE.replaceAll(';', ' !important;');
  // Above all else of the page, and no transform of its root moves it.
  host.popover = 'manual';
  ours.add(host);
  return host;
}

/** Modal dialogs, and what is in full screen. */
const MODAL = ':modal:not(img, video, canvas, iframe)';

/** Where badges can be seen and used: what is modal covers all outside of it and makes it inert. */
function findHome(): Element {
  // The topmost, or its backdrop, fills the window, and nothing else can be hit.
  for (let hit = elementAtCorner(document); hit; hit = parentOf(hit)) if (own(hit).matches(MODAL)) return hit;
  return page.querySelector(MODAL) ?? page.documentElement;
}

/** In shadow roots too. */
function elementAtCorner(root: Document | ShadowRoot): Element | null {
  const hit = own(root).elementFromPoint(0, 0);
  const shadow = hit && own(hit).getRootNode() === root && shadowRootOf(hit);
  return (shadow && elementAtCorner(shadow)) || hit;
}

/** What a copy of this script has left that is no more, as after an update. */
function removeLeft(): void {
  for (const left of page.querySelectorAll('div[popover]')) if (shadowRootOf(left)?.querySelector('.stage')) left.remove();
}

/** The end of `life` leaves nothing of it in the page; where the extension is gone, `life` ends. */
export function createOverlay(life: AbortController, acts: FaceActs): Overlay {
  const { signal } = life;
  removeLeft();
  const host = createHost();
  const root = host.attachShadow({ mode: 'closed' });
  const stage = element('div', 'stage');
  stage.dir = api.i18n.getMessage('direction');
  const voice = element('div', 'voice');
  voice.role = 'status';
  const pictures = element('div');
  const progress = element('div', 'progress');
  progress.hidden = true;
  stage.append(pictures, progress, voice);
  const style = element('style');
  // Firefox lets it past the page's policy only so.
  style.textContent = styles;
  root.append(style, stage);
  for (const name in stage)
    if (OWN_EVENTS.test(name)) stage.addEventListener(name.slice(2), (event) => event.stopPropagation(), { passive: true });
  // A dialog of the page would fetch the focus back.
  for (const name of ['focusin', 'focusout']) stage.addEventListener(name, (event) => event.stopPropagation());

  const raise = () => {
    host.hidePopover();
    host.showPopover();
    scheduleAll();
  };

  /** Of the page, in the order in which they opened. */
  const popovers = new Set<Element>();
  const notePopover = (element: Element) => {
    popovers.delete(element);
    if (element !== host && own(element).matches(':popover-open')) popovers.add(element);
    // It was shown anew, and covers what it holds.
    if (element === host.parentNode) raise();
  };

  let home = findHome();

  function settle(): void {
    if (!home.isConnected) home = findHome();
    // A press outside of a popover would close it.
    const holdsPicture = (popover: Element) => [...near].some((element) => isWithin(popover, element));
    const place = [...popovers].findLast((popover) => isWithin(home, popover) && holdsPicture(popover)) ?? home;
    if (host.parentNode !== place) {
      place.append(host);
      host.showPopover();
      // A document that wrote itself anew has lost its listeners.
      listen(document);
    }
    stage.style.zoom = `${1 / host.currentCSSZoom}`;
  }

  const shown = new Map<Element, Map<Spot, Shown>>();
  const popover = createLatePopover(host, stage, signal, acts);
  let frame = 0;
  let covering: ReturnType<typeof setTimeout> | 0 = 0;
  /** Elements whose spots the next frame lays out. */
  const due = new Set<Element>();
  /** Those that were laid out since it was last asked whether something covers them. */
  const placed = new Set<Element>();
  /** Elements within a window's length of the window. */
  const near = new Set<Element>();

  function schedule(elements: Iterable<Element>): void {
    for (const element of elements) due.add(element);
    if (!signal.aborted) frame ||= requestAnimationFrame(layOut);
  }

  /** One thing moves others. */
  const scheduleAll = () => schedule(near);

  function layOut(): void {
    frame = 0;
    if (!api.runtime?.id) {
      life.abort();
      return;
    }
    settle();
    const elements = [...due];
    due.clear();
    for (const element of elements) for (const spot of shown.get(element)?.keys() ?? []) if (!spot.isStill()) hide(spot);
    const { x, y } = host.getBoundingClientRect();
    const isShown = (spot: Spot) => near.has(spot.element) && spot.isInShape() && isInView(spot) && isWithin(home, spot.element);
    // All reading before all writing, or each picture costs a layout of its own.
    const places = elements.flatMap((element) => {
      placed.add(element);
      return [...(shown.get(element) ?? [])].map(([spot, { layer, view }]) => ({
        layer,
        place: isShown(spot) ? placeOf(spot, view.kind === 'faces' ? view.look : { width: 1, height: 1 }, { x, y }) : undefined,
      }));
    });
    const moving = places.filter(({ layer, place }) => {
      layer.element.hidden = !place;
      return place && layer.arrange(place);
    });
    // Style sheets move things without a word.
    if (moving.length > 0) scheduleAll();
    popover.follow();
    covering ||= setTimeout(hideCovered, COVER_MS);
  }

  /** Not with each frame, as it asks the page what lies where. */
  function hideCovered(): void {
    covering = 0;
    const { x, y } = host.getBoundingClientRect();
    for (const [element, spots] of shown) {
      if (placed.has(element))
        for (const { layer } of spots.values())
          layer.cover((middle) => isCovered(element, { x: x + middle.x, y: y + middle.y }, host));
      // Far from the window, the page may take it away without a word.
      if (!element.isConnected) schedule([element]);
    }
    placed.clear();
    const before = home;
    home = findHome();
    if (home !== before) scheduleAll();
  }

  /** Of those near the window: of thousands it would cost each frame some time. */
  const resizes = new ResizeObserver(scheduleAll);
  const nearness = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        schedule([target]);
        forgetNear(target);
        // The picture of the page itself fills the window wherever its box is.
        if (!shown.has(target) || !(isIntersecting || isRoot(target))) continue;
        near.add(target);
        resizes.observe(target);
      }
    },
    { root: document, rootMargin: '100%' },
  );
  const changes = new MutationObserver(scheduleAll);
  const watched = new WeakSet<Node>();
  visualViewport?.addEventListener('resize', scheduleAll, { signal });

  function listen(root: Node): void {
    const { addEventListener } = own(root);
    const options = { capture: true, passive: true, signal };
    // Not on the window, which the load of a picture never reaches.
    for (const event of LAYOUT_EVENTS) addEventListener(event, scheduleAll, options);
    addEventListener('toggle', ({ target }) => target instanceof Element && notePopover(target), options);
    // What goes full screen covers all that was in the top layer before.
    addEventListener('fullscreenchange', raise, options);
  }

  /** Changes in a shadow root, and what scrolls there, are seen by who watches it alone. */
  function watch(root: Node | null): void {
    if (!root || watched.has(root)) return;
    watched.add(root);
    changes.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    listen(root);
  }

  /** In the order of reading: badges beside each other from the left, others from the top. */
  function badgesInView(): HTMLElement[] {
    const badges = [...pictures.querySelectorAll<HTMLElement>('.badge')].filter(
      (badge) => badge.checkVisibility({ visibilityProperty: true }) && !badge.closest('[inert]'),
    );
    const boxed = badges.map((badge) => ({ badge, box: badge.getBoundingClientRect() }));
    const isBeside = (a: DOMRect, b: DOMRect) => a.top < b.bottom && b.top < a.bottom;
    return boxed.sort(({ box: a }, { box: b }) => (isBeside(a, b) ? a.left - b.left : a.top - b.top)).map(({ badge }) => badge);
  }

  function focus(step = 0): boolean {
    const badges = badgesInView();
    const at = step && badges.indexOf(root.activeElement as HTMLElement) + step;
    badges.at(at % badges.length)?.focus();
    return badges.length > 0;
  }

  const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  pictures.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    focus(step);
  });

  watch(document);
  settle();
  followSettings(scheduleAll, signal);

  function forgetNear(element: Element): void {
    near.delete(element);
    resizes.unobserve(element);
  }

  function open(spot: Spot): PictureLayer {
    const listCrowd = (face: AgedFace) => {
      if (!acts.mayList()) return false;
      acts.list(face);
      return true;
    };
    const layer = createPictureLayer(
      (...face) => {
        schedule([spot.element]);
        popover.open(spot, ...face);
      },
      listCrowd,
      () => schedule([spot.element]),
    );
    pictures.append(layer.element);
    // Until the observer says otherwise, or the first badges were a frame late.
    near.add(spot.element);
    nearness.observe(spot.element);
    // Those that hold it, and those whose slots do.
    for (let box = parentOf(spot.element); box; box = parentOf(box)) watch(shadowRootOf(box));
    const holder = own(spot.element).closest(':popover-open');
    if (holder) notePopover(holder);
    return layer;
  }

  function hide(spot: Spot): void {
    const { element } = spot;
    // Others may have gone with it, as the frames before do of a film.
    schedule([element]);
    const spots = shown.get(element);
    spots?.get(spot)?.layer.element.remove();
    spots?.delete(spot);
    if (spots?.size !== 0) return;
    shown.delete(element);
    nearness.unobserve(element);
    forgetNear(element);
  }

  signal.addEventListener('abort', () => {
    cancelAnimationFrame(frame);
    clearTimeout(covering);
    for (const observer of [resizes, nearness, changes]) observer.disconnect();
    host.remove();
  });

  return {
    show(spot, view) {
      const spots = shown.get(spot.element) ?? new Map<Spot, Shown>();
      const before = spots.get(spot);
      const layer = before?.layer ?? open(spot);
      shown.set(spot.element, spots.set(spot, { layer, view }));
      // Else the page closes a popover of ours whenever it touches the picture.
      if (!before || contentOf(before.view) !== contentOf(view)) layer.show(view);
      schedule([spot.element]);
    },
    hide,
    rewrite: (spot) => shown.get(spot.element)?.get(spot)?.layer.rewrite(),
    reveal: (spot, face) => shown.get(spot.element)?.get(spot)?.layer.reveal(face),
    focus,
    setStarting(starting) {
      stage.classList.toggle('starting', starting);
    },
    setProgress(share) {
      progress.hidden = share === undefined;
      progress.style.scale = `${share ?? 0} 1`;
    },
    announce(text) {
      voice.textContent = text;
    },
  };
}
