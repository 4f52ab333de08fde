/** One picture on its way to badges, and the sum over all of them. */
import type { Status } from '../src/protocol.ts';
import type { Picture } from '../src/report.ts';
import type { View } from './picture-layer.ts';
import type { Spot } from './spots/spot.ts';

export interface Task {
  /** The search of the page that met it last. */
  metIn?: AbortSignal;
  /** Looked at once, however many spots show it. */
  url: string;
  spots: Set<Spot>;
  /** The person pointed at this very picture, so its failure is worth a mark however small it is. */
  asked: boolean;
  state: 'waiting' | 'working' | 'capturing' | 'settled';
  /** What came of it; of one that is looked at anew, what was known before. */
  picture?: Picture;
  /** What the net saw of each face. */
  crops: string[];
}

/** How far a picture has come. */
export type Progress = Pick<Task, 'state' | 'picture'> & Partial<Pick<Task, 'crops'>>;

/** The spots that show the picture now: pages take them away and give them other pictures. Forgets those that do not. */
export function currentSpots({ spots }: Task): Spot[] {
  for (const spot of spots) if (!spot.isStill()) spots.delete(spot);
  return [...spots];
}

/** What is shown over the picture; nothing where it has no faces, while it waits for the first time, or is itself to be seen. */
export function viewOf({ state, picture, crops = [] }: Progress): View | undefined {
  if (!picture) return state === 'working' ? { kind: 'working' } : undefined;
  if (picture.reason) return { kind: 'failed', reason: picture.reason };
  return picture.faces[0] && { kind: 'faces', look: picture, crops };
}

export function summarize(tasks: readonly Progress[]): Omit<Status, 'starting' | 'paused'> {
  const pictures = tasks.flatMap(({ picture }) => picture ?? []);
  const failed: Status['failed'] = {};
  for (const { reason } of pictures) if (reason) failed[reason] = (failed[reason] ?? 0) + 1;
  const faces = pictures.reduce((sum, picture) => sum + picture.faces.length, 0);
  const done = tasks.filter(({ state }) => state === 'settled').length;
  return { running: done < tasks.length, pictures: tasks.length, done, faces, failed };
}
