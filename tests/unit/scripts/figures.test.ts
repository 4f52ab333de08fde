import { describe, expect, it } from 'vitest';
import { judge } from '../../../scripts/data/figures.ts';
import { formatDetails, formatOverview } from '../../../scripts/data/figures-table.ts';
import { face, label } from './judged.ts';

const sets = judge([
  { label: label(20, 20, { set: 'a', gender: 'male' }), face: face(22) },
  { label: label(38, 38, { set: 'a', gender: 'female' }), face: face(44, { reliable: false, doubts: ['small', 'turned'] }) },
  { label: label(75, 75, { set: 'a' }), face: undefined },
  { label: label(81, 81, { set: 'b' }), face: face(80) },
  { label: label(20, 29, { set: 'c', race: 'black' }), face: face(31) },
  { label: label(30, 39, { set: 'c', race: 'white' }), face: face(31) },
]);

describe('the figures of a set', () => {
  it('are by the decade of the truth and by that of the estimate', () => {
    const { decades, oldest, predicted } = sets.a ?? {};
    expect(Object.keys(decades ?? {})).toEqual(['20', '30', '70']);
    expect(decades?.[30]).toMatchObject({ faces: 1, mae: 6, bias: 6 });
    expect(oldest).toMatchObject({ faces: 1, missed: 1 });
    expect(Object.keys(predicted ?? {})).toEqual(['20', '40']);
    expect(predicted?.[20]).toMatchObject({ faces: 1, coverage: 1, width: 8 });
    expect(predicted?.[40]).toMatchObject({ faces: 1, coverage: 0, width: 8 });
  });

  it('are by gender and race where the labels have them', () => {
    expect(sets.a?.gender).toMatchObject({ female: { ages: { mae: 6 } }, male: { ages: { mae: 2 } } });
    expect(sets.a?.race).toEqual({});
    expect(sets.c?.race).toMatchObject({ black: { groups: { exact: 0, withinOne: 1 } }, white: { groups: { exact: 1 } } });
  });

  it('are by reliability and by each doubt, over the faces found', () => {
    expect(sets.a?.reliability).toMatchObject({
      reliable: { ages: { faces: 1, mae: 2 } },
      unsure: { ages: { faces: 1, mae: 6 } },
    });
    expect(Object.keys(sets.a?.doubts ?? {})).toEqual(['small', 'turned']);
  });

  it('with exact ages are also taken together', () => {
    expect(sets.all?.ages).toMatchObject({ faces: 4, missed: 1, mae: 3 });
    expect(sets.all?.oldest).toMatchObject({ faces: 2, missed: 1, mae: 1, bias: -1 });
    expect(sets.all).toMatchObject({ gender: {}, race: {} });
    expect(judge([{ label: label(20), face: face(20) }])).not.toHaveProperty('all');
  });

  it('stand where no face was found, too', () => {
    expect(judge([{ label: label(20), face: undefined }]).s).toMatchObject({
      ages: { missed: 1 },
      predicted: {},
      reliability: {},
    });
  });
});

describe('the tables', () => {
  const rowOf = (text: string, name: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`| ${name} `))
      ?.split('|')
      .slice(2, -1)
      .map((cell) => cell.trim());

  it('show sets, decades and age groups', () => {
    const text = formatOverview(sets);
    expect(rowOf(text, 'a')).toEqual(['3', '1', '4.00', '+4.0', '33.3', '50.0', '8.00']);
    expect(rowOf(text, 'all, 70 and over')).toEqual(['2', '1', '1.00', '−1.0', '50.0', '100.0', '8.00']);
    expect(rowOf(text, 'a, 70 to 79')).toEqual(['1', '1', '–', '–', '0.0', '–', '–']);
    expect(rowOf(text, 'c')).toEqual(['2', '0', '50.0', '100.0']);
  });

  it('show ranges, people, reliability and risk', () => {
    const text = formatDetails(sets);
    expect(rowOf(text, 'a, 40 to 49')).toEqual(['1', '0.0', '8.00']);
    expect(rowOf(text, 'a, female')).toEqual(['1', '0', '6.00', '1.50', '+6.0', '0.0', '–', '–']);
    expect(rowOf(text, 'c, white')).toEqual(['1', '0', '–', '–', '–', '–', '100.0', '100.0']);
    expect(rowOf(text, 'a, unsure')).toEqual(['1', '50.0', '6.00', '–']);
    expect(rowOf(text, 'a, by width')).toEqual([...Array(5).fill('2.00'), ...Array(5).fill('4.00'), '3.00']);
    expect(rowOf(text, 'b, male')).toBeUndefined();
  });

  it('have columns of one width, and none without rows', () => {
    const groups = judge([{ label: label(20, 29), face: undefined }]);
    expect(formatOverview(groups)).toBe(
      [
        '| age groups | faces | missed | exact % | within one % |',
        '| ---------- | ----: | -----: | ------: | -----------: |',
        '| s          |     1 |      1 |     0.0 |          0.0 |',
      ].join('\n'),
    );
    expect(formatDetails(groups)).toBe('');
  });
});
