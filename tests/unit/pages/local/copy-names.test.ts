import { expect, it } from 'vitest';
import { copyNames } from '../../../../src/pages/local/copy-names.ts';

it('keeps the folders and says that it is a copy', () => {
  expect(copyNames([{ path: 'a.b/beach.JPEG', extension: 'jpg' }])).toEqual(['a.b/beach-ages.jpg']);
  expect(copyNames([{ path: 'a.b/beach', extension: 'png' }])).toEqual(['a.b/beach-ages.png']);
});

it('gives no name twice, in whatever case', () => {
  const copies = ['beach.png', 'beach.webp', 'Beach.gif'].map((path) => ({ path, extension: 'png' }));
  expect(copyNames(copies)).toEqual(['beach-ages.png', 'beach-ages-2.png', 'Beach-ages-3.png']);
});
