/** Which tiles are in view or about to be. */

/** How far beyond the window a tile counts as near, in its heights. */
const MARGIN = '100%';

const watchers = new WeakMap<Element, (isNear: boolean) => void>();
let observer: IntersectionObserver | undefined;

function observe(scroller: Element | null): IntersectionObserver {
  const hear = (changes: IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting } of changes) watchers.get(target)?.(isIntersecting);
  };
  return new IntersectionObserver(hear, { root: scroller, rootMargin: `${MARGIN} 0px` });
}

/** Tells `watch` whenever the element comes near or leaves; returns what ends that. The elements lie in one scroller. */
export function watchNear(element: Element, watch: (isNear: boolean) => void): () => void {
  observer ??= observe(element.closest('main'));
  watchers.set(element, watch);
  observer.observe(element);
  return () => observer?.unobserve(element);
}
