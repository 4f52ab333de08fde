/** Image elements. */
import { replacedArea } from './replaced.ts';
import { createSpot, type Spot } from './spot.ts';

/** The address of what the element shows, or would show if it could be loaded; empty where it has none. */
function addressOf(image: HTMLImageElement): string {
  return image.currentSrc || image.src;
}

/** The candidates of which the browser picks what the element shows, anew when the window changes; empty where it has no choice. */
function choiceOf(image: HTMLImageElement): string {
  const sources = image.closest('picture')?.querySelectorAll('source') ?? [];
  const sets = [image, ...sources].map(({ srcset }) => srcset).join(' ');
  return sets.trim() && `${image.src} ${sets}`;
}

/** Width by height; 0 where there is no picture yet. */
function shapeOf({ naturalWidth, naturalHeight }: HTMLImageElement): number {
  return naturalWidth && naturalHeight ? naturalWidth / naturalHeight : 0;
}

export function imageSpot(image: HTMLImageElement): Spot | undefined {
  const url = addressOf(image);
  if (!url) return;
  const choice = choiceOf(image);
  let shape = shapeOf(image);
  // An SVG without a size of its own has none here either, and is worth a try.
  const isBroken = () => image.complete && image.naturalWidth === 0;
  return createSpot({
    element: image,
    url,
    drawable: image,
    isNamed: (named) => named === addressOf(image) || named === image.src,
    isStill: () => image.isConnected && (addressOf(image) === url || (choice !== '' && choiceOf(image) === choice)),
    isInShape() {
      shape ||= shapeOf(image);
      // What never loaded has none, and its mark is to be seen.
      return shape === 0 || Math.abs((shapeOf(image) || shape) / shape - 1) < 0.05;
    },
    naturalSize: () => (image.naturalWidth ? { width: image.naturalWidth, height: image.naturalHeight } : undefined),
    isLoading: () => !image.complete,
    isLazy: () => image.loading === 'lazy',
    isBroken,
    loaded(signal) {
      if (image.complete) return Promise.resolve();
      return new Promise((resolve) => {
        for (const type of ['load', 'error']) image.addEventListener(type, () => resolve(), { once: true, signal });
        signal.addEventListener('abort', () => resolve());
      });
    },
    area: (natural) => replacedArea(image, natural),
  });
}
