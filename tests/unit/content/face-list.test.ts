import { expect, it, vi } from 'vitest';
import type { Spot } from '../../../content/spots/spot.ts';
import type { Task } from '../../../content/task.ts';
import type { Status } from '../../../src/protocol.ts';
import type { AgedFace } from '../../../src/report.ts';

const scrollToFace = vi.hoisted(() => vi.fn());
const sendMessage = vi.fn(async () => {});
vi.stubGlobal('browser', { runtime: { id: 'age-badges', sendMessage, getManifest: () => ({}) } });
vi.mock('../../../content/list/scroll-to-face.ts', () => ({ scrollToFace }));
const { createFaceList } = await import('../../../content/list/face-list.ts');

const status: Status = { running: false, starting: false, paused: false, pictures: 1, done: 1, faces: 1, failed: {} };
const box = { x: 0, y: 0, width: 10, height: 10 };
const face: AgedFace = { box, score: 1, age: 30, low: 20, high: 40, reliable: true, doubts: [], distribution: [1] };

function taskOf(url: string, ...faces: AgedFace[]): Task {
  const picture = { source: url, width: 9, height: 9, status: 'done' as const, milliseconds: 1, faces };
  return { url, spots: new Set(), asked: false, state: 'settled', picture, crops: faces.map(() => 'data:image/jpeg,') };
}

function listOf(...all: Task[]) {
  const list = createFaceList(new Map(all.map((task) => [task.url, task])));
  for (const task of all) list.touch(task);
  const changes = (since: number) => list.listing(since, status).changed.map(({ picture }) => picture.source);
  return { ...list, changes, now: () => list.listing(0, status) };
}

it('tells what changed since a revision, of pictures with faces', () => {
  const [a, b, none] = [taskOf('a', face), taskOf('b', { ...face }), taskOf('none')];
  const { now, changes, touch } = listOf(a, b, none);
  const { revision, order } = now();
  expect(order).toHaveLength(2);
  expect(changes(0)).toEqual(['a', 'b']);
  expect(changes(revision)).toEqual([]);
  touch(b);
  expect(changes(revision)).toEqual(['b']);
  expect(now().order).toEqual(order);
});

it('keeps a picture while it is looked at anew, and drops it where no face is left', () => {
  const film = taskOf('film', face);
  const { now, touch } = listOf(film);
  delete film.picture;
  expect(now().order).toHaveLength(1);
  film.picture = { ...(taskOf('film').picture as NonNullable<Task['picture']>) };
  touch(film);
  expect(now().order).toEqual([]);
});

it('says which face was asked for', () => {
  const other = { ...face };
  const task = taskOf('a', face, other);
  const spot = { isStill: () => true } as Spot;
  task.spots.add(spot);
  const { now, showFace, scrollTo } = listOf(task);
  expect(now().asked).toBeUndefined();
  showFace(other);
  expect(sendMessage).toHaveBeenCalledWith({ to: 'background', kind: 'open-list' });
  const { asked, revision } = now();
  expect(asked).toMatchObject({ face: 1, revision });
  expect(asked && scrollTo(asked)).toEqual([spot, other]);
  expect(scrollToFace).toHaveBeenCalledWith(spot, task.picture, other);
});

it('can show a face where the list is open', () => {
  const { isOpen, now } = listOf();
  expect(isOpen()).toBe(false);
  now();
  expect(isOpen()).toBe(true);
});
