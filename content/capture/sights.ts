/** Waits for pictures to come into view. */
import type { Spot } from '../spots/spot.ts';

const THRESHOLD = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const ENOUGH = 0.9;

function isEnough({ intersectionRatio, intersectionRect, rootBounds }: IntersectionObserverEntry): boolean {
  const { width, height } = rootBounds ?? { width: Infinity, height: Infinity };
  return intersectionRatio >= ENOUGH || intersectionRect.width * intersectionRect.height >= ENOUGH * width * height;
}

/**
 * What it returns has `onSeen` called once for a spot, when most of it is in view or fills the view; not after `signal` aborted.
 * With `anew` it must have been out of view before.
 */
export function createSights(onSeen: (spot: Spot) => void): (spot: Spot, signal: AbortSignal, anew: boolean) => void {
  const waiting = new WeakMap<Element, Map<Spot, { signal: AbortSignal; anew: boolean }>>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const spots = waiting.get(entry.target) ?? new Map();
        for (const [spot, wanted] of spots) {
          if (!isEnough(entry)) wanted.anew = false;
          else if (!wanted.anew) {
            spots.delete(spot);
            if (!wanted.signal.aborted) onSeen(spot);
          }
        }
        if (spots.size > 0) continue;
        observer.unobserve(entry.target);
        waiting.delete(entry.target);
      }
    },
    { threshold: THRESHOLD },
  );
  return (spot, signal, anew) => {
    waiting.set(spot.element, (waiting.get(spot.element) ?? new Map()).set(spot, { signal, anew }));
    // Each time that it is observed anew, the observer tells how it stands.
    observer.unobserve(spot.element);
    observer.observe(spot.element);
  };
}
