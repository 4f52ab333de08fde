/** Waits for pictures to come into view. */
import type { Spot } from '../spots/spot.ts';

const THRESHOLD = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const ENOUGH = 0.9;

function isEnough({ intersectionRatio, intersectionRect, rootBounds }: IntersectionObserverEntry): boolean {
  const { width, height } = rootBounds ?? { width: Infinity, height: Infinity };
  return intersectionRatio >= ENOUGH || intersectionRect.width * intersectionRect.height >= ENOUGH * width * height;
}

/** What it returns has `onSeen` called once for a spot, when most of it is in view or fills the view; not after `signal` aborted. */
export function createSights(onSeen: (spot: Spot) => void): (spot: Spot, signal: AbortSignal) => void {
  const waiting = new Map<Element, Map<Spot, AbortSignal>>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!isEnough(entry)) continue;
        observer.unobserve(entry.target);
        const seen = waiting.get(entry.target) ?? [];
        waiting.delete(entry.target);
        for (const [spot, signal] of seen) if (!signal.aborted) onSeen(spot);
      }
    },
    { threshold: THRESHOLD },
  );
  return (spot, signal) => {
    waiting.set(spot.element, (waiting.get(spot.element) ?? new Map()).set(spot, signal));
    observer.observe(spot.element);
  };
}
