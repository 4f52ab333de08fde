/** Work on all elements of a page, which may be very many, in portions between which the page does its own. */

/** How long the page is kept waiting at a time. */
const SLICE_MS = 8;

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What `look` returns for the elements, a portion at a time. Ends early when `signal` aborts. */
export async function* inSlices<T>(
  elements: Iterable<Element>,
  look: (element: Element) => readonly T[],
  signal?: AbortSignal,
): AsyncGenerator<T[]> {
  let found: T[] = [];
  let startedMs = performance.now();
  for (const element of elements) {
    found.push(...look(element));
    if (performance.now() - startedMs < SLICE_MS) continue;
    yield found;
    found = [];
    await pause(0);
    if (signal?.aborted) return;
    startedMs = performance.now();
  }
  yield found;
}
