/**
 * Everything the page gets to see of us: one element with a closed shadow root above the page, which holds one layer for each
 * image element. Layers follow scrolling, resizing and changes of the layout, once a frame, and go when their picture does.
 */
import { api } from './browser.ts';
import { element } from './element.ts';
import { addressOf, isInView } from './find.ts';
import styles from './overlay.css' with { type: 'text' };
import { createPictureLayer, type PictureLayer, type View } from './picture-layer.ts';
import { placeOf } from './picture-place.ts';
import { createPopover } from './popover.ts';

/** The page's style sheets must reach none of it. */
const HOST_STYLE =
  'all: initial; position: fixed; inset: 0; display: block; width: auto; height: auto; overflow: visible; pointer-events: none; z-index: 2147483647;';

/** What moves pictures or changes them, besides changes of the document. */
const LAYOUT_EVENTS = ['scroll', 'load', 'error', 'transitionend', 'animationend', 'toggle', 'fullscreenchange'];

interface Shown {
  url: string;
  layer: PictureLayer;
}

export interface Overlay {
  show(image: HTMLImageElement, url: string, view: View): void;
  hide(image: HTMLImageElement): void;
  /** Whether pictures that are worked on say that the engine is starting. */
  setStarting(starting: boolean): void;
  /** Has a screen reader say it. */
  announce(text: string): void;
}

function createHost(): HTMLElement {
  const host = document.createElement('div');
  host.style.cssText = HOST_STYLE.replaceAll(';', ' !important;');
  // Above the page's dialogs too, and no transform of the page's root moves it.
  host.popover = 'manual';
  return host;
}

function attach(host: HTMLElement): void {
  document.documentElement.append(host);
  host.showPopover();
}

/** Aborting `signal` leaves nothing of it in the page. */
export function createOverlay(signal: AbortSignal): Overlay {
  const host = createHost();
  const root = host.attachShadow({ mode: 'closed' });
  const stage = element('div', 'stage');
  stage.dir = api.i18n.getMessage('@@bidi_dir');
  const voice = element('div', 'voice');
  voice.role = 'status';
  const pictures = element('div');
  stage.append(pictures, voice);
  root.append(element('style', '', styles), stage);
  attach(host);

  const raise = () => {
    host.hidePopover();
    host.showPopover();
  };

  const shown = new Map<HTMLImageElement, Shown>();
  const popover = createPopover(host, stage, signal);
  let frame = 0;

  function schedule(): void {
    frame ||= requestAnimationFrame(layOut);
  }

  function layOut(): void {
    frame = 0;
    if (!host.isConnected) attach(host);
    for (const [image, { url }] of shown) if (!image.isConnected || addressOf(image) !== url) hide(image);
    const { x, y } = host.getBoundingClientRect();
    // All reading before all writing, or each picture costs a layout of its own.
    const places = [...shown].map(([image, { layer }]) => ({
      layer,
      place: isInView(image) ? placeOf(image, { x, y }) : undefined,
    }));
    for (const { layer, place } of places) {
      layer.element.hidden = !place;
      if (place) layer.arrange(place);
    }
    popover.follow();
  }

  const resizes = new ResizeObserver(schedule);
  const changes = new MutationObserver(schedule);
  changes.observe(document.documentElement, { subtree: true, childList: true, attributes: true });
  // What goes full screen covers all that was in the top layer before.
  addEventListener('fullscreenchange', raise, { signal });
  addEventListener('resize', schedule, { signal });
  // Not on the window, which the load of a picture never reaches.
  for (const event of LAYOUT_EVENTS) document.addEventListener(event, schedule, { capture: true, passive: true, signal });

  function hide(image: HTMLImageElement): void {
    shown.get(image)?.layer.element.remove();
    shown.delete(image);
    resizes.unobserve(image);
  }

  signal.addEventListener('abort', () => {
    cancelAnimationFrame(frame);
    for (const observer of [resizes, changes]) observer.disconnect();
    host.remove();
  });

  return {
    show(image, url, view) {
      let found = shown.get(image);
      if (!found) {
        found = { url, layer: createPictureLayer(popover.open) };
        shown.set(image, found);
        pictures.append(found.layer.element);
        resizes.observe(image);
      }
      found.url = url;
      found.layer.show(view);
      schedule();
    },
    hide,
    setStarting(starting) {
      stage.classList.toggle('starting', starting);
    },
    announce(text) {
      voice.textContent = text;
    },
  };
}
