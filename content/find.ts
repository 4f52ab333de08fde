/** Which pictures of the page are looked at, and in what order. */
import { distance, type Point, type Size } from '../src/geometry.ts';
import { page } from './own.ts';

const MIN_SHOWN_PX = 24;
const MIN_NATURAL_PX = 32;

/** The address of what the element shows, or would show if it could be loaded; empty where it has none. */
export function addressOf(image: HTMLImageElement): string {
  return image.currentSrc || image.src;
}

/** The candidates of which the browser picks what the element shows, anew when the window changes; empty where it has no choice. */
function choiceOf(image: HTMLImageElement): string {
  const sources = image.closest('picture')?.querySelectorAll('source') ?? [];
  const sets = [image, ...sources].map(({ srcset }) => srcset).join(' ');
  return sets.trim() && `${image.src} ${sets}`;
}

/** The picture that an element shows, in whatever resolution. */
export interface Sight {
  /** Of the candidate that it showed first. */
  url: string;
  choice: string;
}

export function sightOf(image: HTMLImageElement): Sight {
  return { url: addressOf(image), choice: choiceOf(image) };
}

/** False once the page has taken the element away or given it another picture. */
export function isStill(image: HTMLImageElement, { url, choice }: Sight): boolean {
  return image.isConnected && (addressOf(image) === url || (choice !== '' && choiceOf(image) === choice));
}

/** False for another cut of the picture, which a `<picture>` may choose for another window. */
export function hasShapeOf(image: HTMLImageElement, { width, height }: Size): boolean {
  return !image.naturalWidth || Math.abs((image.naturalHeight * width) / (image.naturalWidth * height) - 1) < 0.05;
}

/** Loaded, but no picture: it has no size of its own. (An SVG without one has neither, and is worth a try too.) */
export function isBroken(image: HTMLImageElement): boolean {
  return image.complete && image.naturalWidth === 0;
}

/** False for pictures with less than 32 px of their own, in which no face can be. Those not loaded yet count as large. */
export function isLargeEnough(image: HTMLImageElement): boolean {
  return !image.complete || isBroken(image) || Math.min(image.naturalWidth, image.naturalHeight) >= MIN_NATURAL_PX;
}

/** Smaller side of what the page shows of it, in CSS pixels; 0 where it shows nothing. */
export function shownSizePx(image: HTMLImageElement): number {
  const { width, height } = image.getBoundingClientRect();
  return image.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ? Math.min(width, height) : 0;
}

const allImages = () => [...page.querySelectorAll('img')];

/** All pictures that the page shows, but for icons. Some may still be loading. */
export function findImages(): HTMLImageElement[] {
  return allImages().filter((image) => addressOf(image) && (shownSizePx(image) >= MIN_SHOWN_PX || !image.complete));
}

/** The shown elements with the picture at `url`. */
export function findImagesOf(url: string): HTMLImageElement[] {
  return allImages().filter((image) => (addressOf(image) === url || image.src === url) && shownSizePx(image) > 0);
}

/** Whether any of it is in the window and not hidden. */
export function isInView(image: HTMLImageElement): boolean {
  const { left, top, right, bottom } = image.getBoundingClientRect();
  return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && shownSizePx(image) > 0;
}

/** The lower, the sooner: pictures in view from the middle of the window outwards, then the others, then those still loading. */
export function turn(image: HTMLImageElement): number {
  const { left, top, right, bottom } = image.getBoundingClientRect();
  const middle: Point = { x: innerWidth / 2, y: innerHeight / 2 };
  const away = distance({ x: (left + right) / 2, y: (top + bottom) / 2 }, middle);
  return away + (isInView(image) ? 0 : 1e6) + (image.complete ? 0 : 1e9);
}

/** Resolves when the picture has loaded or failed to, or when `signal` aborts. */
export function loaded(image: HTMLImageElement, signal: AbortSignal): Promise<void> {
  if (image.complete) return Promise.resolve();
  return new Promise((resolve) => {
    for (const type of ['load', 'error']) image.addEventListener(type, () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => resolve());
  });
}
