/** Waits for pictures to come into view. */
import type { Spot } from './spots/spot.ts';

const THRESHOLD = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const ENOUGH = 0.9;

export interface Sights {
  /** Has `onSeen` called once, when most of it is in view or fills the view. */
  wait(spot: Spot): void;
  clear(): void;
}

function isEnough({ intersectionRatio, intersectionRect, rootBounds }: IntersectionObserverEntry): boolean {
  const { width, height } = rootBounds ?? { width: Infinity, height: Infinity };
  return intersectionRatio >= ENOUGH || intersectionRect.width * intersectionRect.height >= ENOUGH * width * height;
}

export function createSights(onSeen: (spot: Spot) => void): Sights {
  const waiting = new Map<Element, Set<Spot>>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!isEnough(entry)) continue;
        observer.unobserve(entry.target);
        const seen = waiting.get(entry.target) ?? [];
        waiting.delete(entry.target);
        for (const spot of seen) onSeen(spot);
      }
    },
    { threshold: THRESHOLD },
  );
  return {
    wait(spot) {
      waiting.set(spot.element, (waiting.get(spot.element) ?? new Set()).add(spot));
      observer.observe(spot.element);
    },
    clear() {
      observer.disconnect();
      waiting.clear();
    },
  };
}
