import { describe, expect, it } from 'vitest';
import { toCsv, toTabs } from '../../src/csv.ts';
import type { AgedFace, Picture } from '../../src/report.ts';

const face: AgedFace = {
  box: { x: 1, y: 2.345, width: 30, height: 40 },
  score: 0.98765,
  age: 34.126,
  low: 28,
  high: 41,
  reliable: false,
  doubts: ['small', 'blurred'],
  distribution: [1],
};
const picture: Picture = { source: 'a.jpg', width: 100, height: 80, status: 'done', milliseconds: 5, faces: [face] };
const lines = (pictures: Picture[]) => toCsv(pictures).split('\r\n').slice(1, -1);

describe('the table of faces', () => {
  it('has a row for each face, rounded to hundredths', () => {
    const [first, second] = lines([{ ...picture, faces: [face, face] }]);
    expect(first).toBe('a.jpg,done,,1,1,2.35,30,40,34.13,28,41,false,small blurred,0.99,');
    expect(second).toContain(',2,1,');
  });

  it('has the age that a person set', () => {
    expect(lines([{ ...picture, faces: [{ ...face, correction: 40 }] }])[0]).toMatch(/,0\.99,40$/);
  });

  it('says why a picture failed, and keeps those without a face', () => {
    const failed: Picture = { ...picture, status: 'failed', reason: 'too-large', faces: [] };
    const none = ','.repeat(12);
    expect(lines([failed, { ...picture, faces: [] }])).toEqual([`a.jpg,failed,too-large${none}`, `a.jpg,done,${none}`]);
  });

  it('is pasted with tabs, each face on one line', () => {
    const [, row] = toTabs([{ ...picture, source: 'a\tb\n"c".jpg' }]).split('\n');
    expect(row?.split('\t').slice(0, 4)).toEqual(['a b "c".jpg', 'done', '', '1']);
  });

  it('quotes, and disarms what spreadsheets would run', () => {
    const of = (source: string) => lines([{ ...picture, source, faces: [] }])[0]?.replace(/,+$/, '');
    expect(of('a,"b".jpg')).toBe('"a,""b"".jpg",done');
    expect(of('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")",done`);
  });
});
