/** Runs in the page of one system: `page.html?system=human`. */
import type { FoundFace, System } from './system.ts';

export interface ChunkAnswer {
  /** From the first request to the last answer. */
  milliseconds: number;
  /** In the order asked; undefined where it failed. */
  faces: (FoundFace[] | undefined)[];
}

declare global {
  interface Window {
    /** From nothing to a first answer. */
    load(url: string): Promise<number>;
    lookAll(urls: string[]): Promise<ChunkAnswer>;
  }
}

/** Each alone in its page: the peers carry a tfjs of their own, of which two do not get on. */
const systems: Record<string, () => Promise<System>> = {
  'ours-1': async () => (await import('./ours.ts')).createOurs(1),
  'ours-2': async () => (await import('./ours.ts')).createOurs(2),
  human: async () => (await import('./human.ts')).createHuman(),
  'face-api': async () => (await import('./face-api.ts')).createFaceApi(),
};

const name = new URLSearchParams(location.search).get('system') ?? '';
let system: System | undefined;

const fetchPicture = async (url: string) => (await fetch(url)).blob();

window.load = async (url) => {
  const picture = await fetchPicture(url);
  const started = performance.now();
  system = await systems[name]?.();
  await system?.look(picture);
  return performance.now() - started;
};

window.lookAll = async (urls) => {
  const pictures = await Promise.all(urls.map(fetchPicture));
  const faces: ChunkAnswer['faces'] = [];
  const started = performance.now();
  let next = 0;
  const work = async () => {
    for (let index = next++; index < pictures.length; index = next++)
      faces[index] = await system?.look(pictures[index] as Blob).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: system?.atOnce ?? 1 }, work));
  return { milliseconds: performance.now() - started, faces };
};
