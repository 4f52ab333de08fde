/** What the list of faces, a page of the extension, hears of this frame. */
import type { FaceAddress, ListedPicture, Listing, Status, ToBackground } from '../../src/protocol.ts';
import type { AgedFace } from '../../src/report.ts';
import { api } from '../browser.ts';
import type { Spot } from '../spots/spot.ts';
import { currentSpots, type Task } from '../task.ts';
import { scrollToFace } from './scroll-to-face.ts';

/** An open list asks more often. */
const ASKS_WITHIN_MS = 2000;

export interface FaceList {
  /** To be called when what came of a task, or may be listed of it, has changed. */
  touch(task: Task): void;
  /** Whether the list is open. */
  isOpen(): boolean;
  /** Opens the list at a face. */
  showFace(face: AgedFace): void;
  listing(since: number, status: Status): Listing;
  /** Scrolls the page to a face. Returns it, and the spot that shows it, where it is still known and shown. */
  scrollTo(address: FaceAddress): [Spot, AgedFace] | undefined;
}

/** What came of a task last: a picture that is looked at anew, as a film is each second, stays in the list meanwhile. */
type Known = ListedPicture & { revision: number };

/** `tasks` are those of the run, in the order of the page. */
export function createFaceList(tasks: ReadonlyMap<string, Task>): FaceList {
  // Each run begins above all that an earlier one reached: who knows the last revision of that hears everything anew.
  let revision = Date.now();
  let asked: Listing['asked'];
  let listedMs = -Infinity;

  const known = new WeakMap<Task, Known>();

  const all = () => [...tasks.values()].flatMap((task) => known.get(task) ?? []);

  return {
    touch(task) {
      const { picture, crops } = task;
      revision++;
      if (picture?.faces.length) known.set(task, { id: known.get(task)?.id ?? revision, revision, picture, crops });
      else known.delete(task);
    },
    isOpen: () => performance.now() - listedMs < ASKS_WITHIN_MS,
    showFace(face) {
      const listed = all().find(({ picture }) => picture.faces.includes(face));
      if (!listed) return;
      asked = { pictureId: listed.id, face: listed.picture.faces.indexOf(face), revision: ++revision };
      const request: ToBackground = { to: 'background', kind: 'open-list' };
      void api.runtime.sendMessage(request).catch(console.error);
    },
    listing(since, status) {
      listedMs = performance.now();
      const changed = all().filter((listed) => listed.revision > since);
      return { status, revision, order: all().map(({ id }) => id), changed, ...(asked && { asked }) };
    },
    scrollTo({ pictureId, face }) {
      const task = [...tasks.values()].find((one) => known.get(one)?.id === pictureId);
      const aged = task?.picture?.faces[face];
      const [spot] = task ? currentSpots(task) : [];
      if (!spot || !task?.picture || !aged) return;
      scrollToFace(spot, task.picture, aged);
      return [spot, aged];
    },
  };
}
