import { describe, expect, it } from 'vitest';
import { summarize, viewOf } from '../../../content/task.ts';
import type { Picture } from '../../../src/report.ts';

const face = { age: 30 } as Picture['faces'][number];
const known = { status: 'done', faces: [face, face] } as unknown as Picture;

describe('a picture that is looked at anew', () => {
  it('shows what it said before', () => {
    expect(viewOf({ state: 'working', picture: known })).toMatchObject({ kind: 'faces', look: known });
    expect(viewOf({ state: 'working' })).toEqual({ kind: 'working' });
    expect(viewOf({ state: 'waiting' })).toBeUndefined();
  });

  it('counts its faces, but not as done', () => {
    const sum = summarize([{ state: 'working', picture: known }, { state: 'settled', picture: known }, { state: 'waiting' }]);
    expect(sum).toMatchObject({ running: true, pictures: 3, done: 1, faces: 4 });
    expect(summarize([{ state: 'settled', picture: known }])).toMatchObject({ running: false, done: 1 });
  });
});
