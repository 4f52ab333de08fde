import { describe, expect, it } from 'vitest';
import { recallOf } from '../../bench/recall.ts';

const square = (x: number, side: number) => ({ x, y: 0, width: side, height: side });

describe('recall', () => {
  it('counts faces found, missed, and boxes of none', () => {
    const { faces, found, extra } = recallOf([
      { marked: [square(0, 50), square(200, 50)], boxes: [square(5, 50), square(400, 50)] },
    ]);
    expect({ faces, found, extra }).toEqual({ faces: 2, found: 1, extra: 1 });
  });

  it('gives each box to one face, and each face one box', () => {
    const both = [square(0, 50), square(10, 50)];
    expect(recallOf([{ marked: both, boxes: [square(4, 50)] }])).toMatchObject({ found: 1, extra: 0 });
    expect(recallOf([{ marked: [square(4, 50)], boxes: both }])).toMatchObject({ found: 1, extra: 1 });
  });

  it('takes no box that covers too little or too much', () => {
    expect(recallOf([{ marked: [square(0, 50)], boxes: [square(0, 25), square(0, 100)] }])).toMatchObject({ found: 0, extra: 2 });
  });

  it('sorts faces by their height', () => {
    const marked = [square(0, 10), square(100, 20), square(200, 45), square(300, 90)];
    const { byHeight } = recallOf([{ marked, boxes: [square(300, 90)] }]);
    expect(byHeight).toEqual([
      { faces: 2, found: 0 },
      { faces: 1, found: 0 },
      { faces: 1, found: 1 },
    ]);
  });
});
