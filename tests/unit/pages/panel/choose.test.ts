import { describe, expect, it } from 'vitest';
import { histogram, inOrder, isChosen, picturesOf } from '../../../../src/pages/panel/choose.ts';
import type { Entry } from '../../../../src/pages/panel/gather.ts';
import type { AgedFace, Picture } from '../../../../src/report.ts';

function faceOf(age: number, others: Partial<AgedFace> = {}): AgedFace {
  const box = { x: age, y: 0, width: 10, height: 10 };
  return { box, score: 1, age, low: age - 5, high: age + 5, reliable: true, doubts: [], distribution: [1], ...others };
}

const picture: Picture = { source: 'a.jpg', width: 9, height: 9, status: 'done', milliseconds: 1, faces: [] };
const entries = (...faces: AgedFace[]): Entry[] =>
  faces.map((face, index) => ({ key: `${index}`, frameId: 0, pictureId: 1, index, picture, face, crop: '' }));
const agesOf = (list: readonly Entry[]) => list.map(({ face }) => face.age);
const all = { low: 0, high: 100, reliableOnly: false };

describe('the histogram', () => {
  it('counts ages by five years, the oldest in the last bar', () => {
    const bars = histogram([0, 4.4, 4.6, 5, 99, 100, 120]);
    expect(bars).toHaveLength(20);
    expect([bars[0], bars[1], bars.at(-1)]).toEqual([2, 2, 3]);
    expect(bars.reduce((sum, faces) => sum + faces)).toBe(7);
  });
});

describe('the filter', () => {
  it('holds its ends, as they are written', () => {
    const range = { ...all, low: 20, high: 30 };
    expect([19.4, 19.6, 30.4, 30.6].map((age) => isChosen(faceOf(age), range))).toEqual([false, true, true, false]);
    expect(isChosen(faceOf(30, { correction: 115 }), all)).toBe(true);
  });

  it('goes by the correction, which leaves no doubt', () => {
    const corrected = faceOf(50, { correction: 25, reliable: false });
    expect(isChosen(corrected, { low: 20, high: 30, reliableOnly: true })).toBe(true);
    expect(isChosen(faceOf(25, { reliable: false }), { ...all, reliableOnly: true })).toBe(false);
  });
});

describe('the order', () => {
  it('is the page order, or by the age that is shown', () => {
    const list = entries(faceOf(40), faceOf(20), faceOf(30, { correction: 5 }));
    expect(agesOf(inOrder(list, 'page'))).toEqual([40, 20, 30]);
    expect(agesOf(inOrder(list, 'age'))).toEqual([30, 20, 40]);
  });
});

describe('what is taken out', () => {
  it('is each picture once, with the faces chosen', () => {
    const other = { ...picture, source: 'b.jpg' };
    const [first, second, third] = entries(faceOf(1), faceOf(2), faceOf(3)) as [Entry, Entry, Entry];
    const pictures = picturesOf([first, { ...second, picture: other }, third]);
    expect(pictures.map(({ source, faces }) => [source, faces.length])).toEqual([
      ['a.jpg', 2],
      ['b.jpg', 1],
    ]);
  });
});
