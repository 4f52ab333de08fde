import { expect, it } from 'vitest';
import { correctionKey } from '../../src/correction-key.ts';

const box = { x: 10.2, y: 20, width: 30, height: 40 };

it('names a face by its picture and its box in whole pixels, and tells neither', () => {
  const key = correctionKey('https://example.org/a.jpg', box);
  expect(key).toMatch(/^correction:[0-9a-z]+$/);
  expect(correctionKey('https://example.org/a.jpg', { ...box, x: 10.4 })).toBe(key);
});

it('tells faces apart', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => correctionKey(`https://example.org/${i % 200}.jpg`, { ...box, y: i }));
  expect(new Set(keys).size).toBe(20_000);
});
