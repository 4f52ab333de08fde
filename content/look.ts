/** From a spot to what the engine says of its picture. */
import type { Size } from '../src/geometry.ts';
import { MAX_PICTURE_PIXELS } from '../src/limits.ts';
import type { Answers, ToBackground } from '../src/protocol.ts';
import type { Reason } from '../src/reasons.ts';
import type { Picture } from '../src/report.ts';
import { api } from './browser.ts';
import { captureSpot, isSeen } from './capture.ts';
import { recallCorrections } from './corrections.ts';
import { element } from './element.ts';
import type { EngineLink } from './engine-link.ts';
import { isLargeEnough } from './find.ts';
import { readPicture } from './read.ts';
import type { Spot } from './spots/spot.ts';

const LOAD_TIMEOUT_MS = 15_000;

/** `crops` shows for each face what the net saw of it. */
export interface Looked {
  picture: Picture;
  crops: string[];
}

type Answer = (Pick<Picture, 'width' | 'height' | 'faces' | 'milliseconds'> & Pick<Looked, 'crops'>) | Reason;

async function ask(spot: Spot, link: EngineLink, signal: AbortSignal): Promise<Answer> {
  await spot.loaded(AbortSignal.any([signal, AbortSignal.timeout(LOAD_TIMEOUT_MS)]));
  if (!isLargeEnough(spot)) return 'too-small';
  const { width, height } = spot.naturalSize() ?? { width: 0, height: 0 };
  if (width * height > MAX_PICTURE_PIXELS) return 'too-large';
  const source = await readPicture(spot, signal);
  if (typeof source === 'string') return source;
  const answer = await link.look(source, signal);
  return answer.kind === 'failed' ? answer.reason : answer;
}

async function sizeOf(spot: Spot): Promise<Size> {
  const known = spot.naturalSize();
  if (known) return known;
  const image = element('img');
  image.src = spot.url;
  await image.decode();
  return { width: image.naturalWidth, height: image.naturalHeight };
}

/**
 * At what the window shows of the picture. Nothing where too little of it is in view, unless the caller `knows`, or where the page
 * moved meanwhile; rejects where the browser refuses.
 */
export async function lookInWindow(
  spot: Spot,
  link: EngineLink,
  knows: boolean,
  signal: AbortSignal,
): Promise<Looked | undefined> {
  const natural = await sizeOf(spot);
  if (!knows && !isSeen(spot, natural)) return;
  const cut = await captureSpot(spot, natural);
  signal.throwIfAborted();
  if (!cut) return;
  const answer = await link.look({ kind: 'bytes', dataUrl: cut.dataUrl }, signal);
  if (answer.kind === 'failed') throw new Error(answer.reason);
  const scale = cut.part.width / answer.width;
  const faces = answer.faces.map((face) => {
    const { x, y, width, height } = face.box;
    const box = { x: cut.part.x + x * scale, y: cut.part.y + y * scale, width: width * scale, height: height * scale };
    return { ...face, box };
  });
  const { crops, milliseconds } = answer;
  return found({ source: spot.url, ...natural, status: 'done', milliseconds, faces }, crops);
}

async function found(picture: Picture, crops: string[]): Promise<Looked> {
  // Without what was kept, rather than not at all.
  await recallCorrections(picture).catch(console.error);
  return { picture, crops };
}

function failed(spot: Spot, reason: Reason, milliseconds: number): Looked {
  return { picture: { source: spot.url, width: 0, height: 0, status: 'failed', reason, milliseconds, faces: [] }, crops: [] };
}

/** Nothing for a frame that may be entered: the pictures in it count for themselves. */
export async function lookAtFrame(spot: Spot): Promise<Looked | undefined> {
  const question: ToBackground = { to: 'background', kind: 'may-fetch', url: spot.url };
  const answer: Answers['may-fetch'] = await api.runtime.sendMessage(question);
  return answer === 'no' ? failed(spot, 'needs-permission', 0) : undefined;
}

/** Never rejects; what comes after `signal` aborted means nothing. */
export async function lookAt(spot: Spot, link: EngineLink, signal: AbortSignal): Promise<Looked> {
  const startedMs = performance.now();
  const answer = await ask(spot, link, signal).catch((error): Answer => {
    if (!signal.aborted) console.error(error);
    return 'internal';
  });
  if (typeof answer === 'string') return failed(spot, answer, performance.now() - startedMs);
  const { width, height, faces, crops, milliseconds } = answer;
  return found({ source: spot.url, width, height, status: 'done', milliseconds, faces }, crops);
}
