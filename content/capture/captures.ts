/** The last resort: pictures that can be read in no other way are looked at as the window shows them. */
import type { Size } from '../../src/geometry.ts';
import { element } from '../element.ts';
import type { EngineLink } from '../engine-link.ts';
import type { Found } from '../look.ts';
import type { Spot } from '../spots/spot.ts';
import { captureSpot, isSeen } from './cut.ts';
import { createSights } from './sights.ts';

export interface Captures {
  /**
   * Nothing where too little of the picture is in view, unless the caller `knows`, or where the page moved meanwhile: then `onSeen`
   * is called when it is to be seen. Rejects where the browser refuses.
   */
  look(spot: Spot, knows: boolean, signal: AbortSignal): Promise<Found | undefined>;
}

/** What moves all the time, as on a ticker, is let alone until it comes into view again. */
const MAX_MOVED = 3;

async function sizeOf(spot: Spot): Promise<Size> {
  const known = spot.naturalSize();
  if (known) return known;
  const image = element('img');
  image.src = spot.url;
  await image.decode();
  return { width: image.naturalWidth, height: image.naturalHeight };
}

async function look(link: EngineLink, spot: Spot, knows: boolean, signal: AbortSignal): Promise<Found | undefined> {
  const natural = await sizeOf(spot);
  if (!knows && !isSeen(spot, natural)) return;
  const cut = await captureSpot(spot, natural);
  signal.throwIfAborted();
  if (!cut) return;
  const answer = await link.look({ kind: 'bytes', base64: cut.base64 }, signal);
  if (answer.kind === 'failed') throw new Error(answer.reason);
  const scale = cut.part.width / answer.width;
  const faces = answer.faces.map((face) => {
    const { x, y, width, height } = face.box;
    const box = { x: cut.part.x + x * scale, y: cut.part.y + y * scale, width: width * scale, height: height * scale };
    return { ...face, box };
  });
  return { ...answer, ...natural, faces };
}

export function createCaptures(link: EngineLink, onSeen: (spot: Spot) => void): Captures {
  const wait = createSights(onSeen);
  /** How often each moved while it was captured. */
  const moved = new WeakMap<Spot, number>();
  return {
    async look(spot, knows, signal) {
      const found = await look(link, spot, knows, signal);
      if (found) return found;
      const times = (moved.get(spot) ?? 0) + (knows ? 1 : 0);
      moved.set(spot, times % MAX_MOVED);
      wait(spot, signal, times >= MAX_MOVED);
    },
  };
}
