import { expect, it } from 'vitest';
import { beside } from '../../../content/popover/beside.ts';

const room = { x: 0, y: 0, width: 800, height: 600 };
const card = { width: 200, height: 150 };

it.each([
  ['right', { x: 300, y: 100, width: 100, height: 100 }, { x: 408, y: 100 }],
  ['left', { x: 600, y: 100, width: 100, height: 100 }, { x: 392, y: 100 }],
  ['below', { x: 100, y: 50, width: 600, height: 100 }, { x: 300, y: 158 }],
  ['above', { x: 100, y: 400, width: 600, height: 190 }, { x: 300, y: 242 }],
  ['over what fills the window', { x: 0, y: 0, width: 800, height: 600 }, { x: 592, y: 8 }],
  ['inside at the lower edge', { x: 300, y: 550, width: 100, height: 100 }, { x: 408, y: 442 }],
])('stands %s', (_, target, point) => {
  expect(beside(target, card, room)).toEqual(point);
});
