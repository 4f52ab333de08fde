import { describe, expect, it } from 'vitest';
import { isToContent, parseListing, parseToBackground, parseToEngine } from '../../src/protocol.ts';

const face = {
  box: { x: 1, y: 2, width: 30, height: 40 },
  score: 0.9,
  age: 34,
  low: 28,
  high: 41,
  reliable: true,
  doubts: ['small'],
  distribution: [0.25, 0.75],
};
const faces = {
  kind: 'faces',
  id: 3,
  width: 640,
  height: 480,
  milliseconds: 20,
  faces: [face],
  crops: ['data:image/jpeg;base64,'],
};

const nonsense = [undefined, null, 1, 'look', [], {}, { kind: 'look' }, { id: 1 }, { kind: 'other', id: 1 }];

describe('parseToEngine', () => {
  it('hands on a look and a drop', () => {
    const bytes = { kind: 'look', id: 0, source: { kind: 'bytes', base64: 'AA==' } };
    const url = { kind: 'look', id: 1, source: { kind: 'url', url: 'https://example.org/a.jpg' } };
    for (const message of [bytes, url, { kind: 'drop', id: 2 }]) expect(parseToEngine(message)).toEqual(message);
  });

  it('leaves out fields that it does not know', () => {
    expect(parseToEngine({ kind: 'drop', id: 2, extra: 1 })).toEqual({ kind: 'drop', id: 2 });
  });

  it.each([
    ...nonsense,
    { kind: 'drop', id: -1 },
    { kind: 'drop', id: 1.5 },
    { kind: 'drop', id: '1' },
    { kind: 'look', id: 1, source: { kind: 'bytes', base64: 1 } },
    { kind: 'look', id: 1, source: { kind: 'url', url: 'file:///etc/passwd' } },
    { kind: 'look', id: 1, source: { kind: 'url', url: 'javascript:alert(1)' } },
  ])('refuses %j', (value) => {
    expect(parseToEngine(value)).toBeUndefined();
  });
});

describe('parseListing', () => {
  const picture = { source: 'a.jpg', width: 9, height: 9, status: 'done', milliseconds: 1, faces: [face] };
  const status = { running: true, starting: false, pictures: 2, done: 1, faces: 1, failed: {} };
  const changed = [{ id: 4, picture, crops: faces.crops }];
  const listing = { status, revision: 7, order: [4], changed };

  it('hands on what changed, and the face that was asked for', () => {
    const asked = { pictureId: 4, face: 0, revision: 7 };
    for (const answer of [listing, { ...listing, asked }]) expect(parseListing(answer)).toEqual(answer);
  });

  it.each([
    ...nonsense,
    { ...listing, status: undefined },
    { ...listing, order: ['4'] },
    { ...listing, changed: [{ id: 4, picture, crops: [] }] },
    { ...listing, changed: [{ id: 4, picture: { ...picture, faces: [{}] }, crops: faces.crops }] },
    ...[{ correction: 121 }, { age: '34' }, { box: { x: 1, y: 2 } }, { doubts: ['ugly'] }, { distribution: [null] }].map(
      (wrong) => ({
        ...listing,
        changed: [{ id: 4, picture: { ...picture, faces: [{ ...face, ...wrong }] }, crops: faces.crops }],
      }),
    ),
    { ...listing, changed: [{ id: 4, picture, crops: ['javascript:alert(1)'] }] },
  ])('refuses %j', (value) => {
    expect(parseListing(value)).toBeUndefined();
  });
});

it('knows what is meant for the content script', () => {
  expect(isToContent({ to: 'content', kind: 'stop' })).toBe(true);
  for (const value of [...nonsense, { to: 'background', kind: 'stop' }]) expect(isToContent(value)).toBe(false);
});

describe('parseToBackground', () => {
  it('hands on what is meant for the background', () => {
    for (const message of [
      { to: 'background', kind: 'start-engine' },
      { to: 'background', kind: 'load-part', part: 'popover' },
      { to: 'background', kind: 'open-list' },
      { to: 'background', kind: 'may-fetch', url: 'https://example.org/' },
      { to: 'background', kind: 'annotate-page', tabId: 7 },
      { to: 'background', kind: 'page-opened' },
    ]) {
      expect(parseToBackground(message)).toEqual(message);
    }
  });

  it.each([
    ...nonsense,
    { to: 'content', kind: 'start-engine' },
    { to: 'background', kind: 'may-fetch' },
    { to: 'background', kind: 'annotate-page', tabId: -1 },
    { to: 'background', kind: 'annotate-page', tabId: '7' },
  ])('refuses %j', (value) => {
    expect(parseToBackground(value)).toBeUndefined();
  });
});
