/** Which rows of a long grid need to be in the document: thousands of faces would make each change slow. */
import { batch, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** Rows in the window, with a window's height of them before and after. Pixels; `topPx` is how far the grid's top lies above the window's. */
export function rowsNear(topPx: number, windowPx: number, rowPx: number): { first: number; count: number } {
  const first = Math.max(0, Math.floor((topPx - windowPx) / rowPx));
  return { first, count: Math.max(0, Math.ceil((topPx + 2 * windowPx) / rowPx) - first) };
}

/** Follows scrolling and size. The grid's children are all of one size, which is measured; until then it is guessed. */
export function useRows(grid: RefObject<HTMLElement | null>) {
  const [columns, rowPx, first, count] = [useSignal(3), useSignal(112), useSignal(0), useSignal(20)];

  useLayoutEffect(() => {
    const element = grid.current as HTMLElement;
    const measure = () => {
      const child = element.firstElementChild as HTMLElement | null;
      if (!child) return;
      const { gridTemplateColumns, rowGap } = getComputedStyle(element);
      batch(() => {
        columns.value = gridTemplateColumns.split(' ').length;
        rowPx.value = child.getBoundingClientRect().height + Number.parseFloat(rowGap);
        const near = rowsNear(-element.getBoundingClientRect().top, innerHeight, rowPx.value);
        [first.value, count.value] = [near.first, near.count];
      });
    };
    const resizes = new ResizeObserver(measure);
    resizes.observe(element);
    resizes.observe(document.documentElement);
    addEventListener('scroll', measure, { passive: true });
    return () => {
      resizes.disconnect();
      removeEventListener('scroll', measure);
    };
  }, []);

  return { columns, rowPx, first, count };
}
