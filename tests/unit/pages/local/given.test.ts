import { expect, it } from 'vitest';
import { type DroppedEntry, givenBelow, givenFiles } from '../../../../src/pages/local/given.ts';

const file = (fullPath: string) => ({
  isDirectory: false,
  fullPath,
  file: (resolve: (found: File) => void, reject: (error: Error) => void) =>
    fullPath.includes('locked') ? reject(new Error('locked')) : resolve({ name: fullPath } as File),
});

/** Hands out its entries two at a time, as browsers hand out a hundred. */
const folder = (fullPath: string, ...inside: DroppedEntry[]) => ({
  isDirectory: true,
  fullPath,
  createReader() {
    const left = [...inside];
    return { readEntries: (resolve: (some: DroppedEntry[]) => void) => resolve(left.splice(0, 2)) };
  },
});

it('goes through folders, in the order of names', async () => {
  const dropped = folder(
    '/trip',
    file('/trip/10.jpg'),
    file('/trip/9.jpg'),
    folder('/trip/more', file('/trip/more/a.jpg')),
    file('/trip/locked.jpg'),
  );
  const given = await givenBelow(dropped);
  expect(given.map(({ path }) => path)).toEqual(['trip/9.jpg', 'trip/10.jpg', 'trip/more/a.jpg']);
});

it('names a chosen file by its path below the chosen folder', () => {
  const files = [
    { name: 'a.jpg', webkitRelativePath: 'trip/a.jpg' },
    { name: 'b.jpg', webkitRelativePath: '' },
  ] as File[];
  expect(givenFiles(files).map(({ path }) => path)).toEqual(['trip/a.jpg', 'b.jpg']);
});
