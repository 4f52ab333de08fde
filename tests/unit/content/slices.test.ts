import { describe, expect, it } from 'vitest';
import { inSlices } from '../../../content/slices.ts';

const LOOK_MS = 3;

/** Stands for a look at a style, which takes its time. */
function look(element: Element): Element[] {
  const endMs = performance.now() + LOOK_MS;
  while (performance.now() < endMs);
  return [element];
}

const elements = Array.from({ length: 12 }, (_, index) => ({ index }) as unknown as Element);

describe('slices', () => {
  it('hold every element once and let others work between them', async () => {
    const seen: Element[] = [];
    let worked = 0;
    const work = setInterval(() => worked++, 1);
    for await (const slice of inSlices(elements, look)) seen.push(...slice);
    clearInterval(work);
    expect(seen).toEqual(elements);
    expect(worked).toBeGreaterThanOrEqual(2);
  });

  it('end where they are called off', async () => {
    const end = new AbortController();
    const seen: Element[] = [];
    for await (const slice of inSlices(elements, look, end.signal)) {
      seen.push(...slice);
      end.abort();
    }
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(elements.length);
  });
});
