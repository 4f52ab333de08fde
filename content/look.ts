/** From a spot to what the engine says of its picture. */
import { MAX_PICTURE_PIXELS } from '../src/limits.ts';
import type { Answers, ToBackground } from '../src/protocol.ts';
import type { Reason } from '../src/reasons.ts';
import type { Picture } from '../src/report.ts';
import { api } from './browser.ts';
import { recallCorrections } from './corrections.ts';
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

/** What the engine said of it. */
export type Found = Pick<Picture, 'width' | 'height' | 'faces' | 'milliseconds'> & Pick<Looked, 'crops'>;

type Answer = Found | Reason;

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

/** What came of a picture that was found to have these faces. */
export async function finish(spot: Spot, { width, height, faces, crops, milliseconds }: Found): Promise<Looked> {
  const picture: Picture = { source: spot.url, width, height, status: 'done', milliseconds, faces };
  // Without what was kept, rather than not at all.
  await recallCorrections(picture).catch(console.error);
  return { picture, crops };
}

function failed(spot: Spot, reason: Reason, milliseconds: number): Looked {
  return { picture: { source: spot.url, width: 0, height: 0, status: 'failed', reason, milliseconds, faces: [] }, crops: [] };
}

/** Nothing for a frame that may be entered: the pictures in it count for themselves. Rejects where the extension is gone. */
export async function lookAtFrame(spot: Spot): Promise<Looked | undefined> {
  const question: ToBackground = { to: 'background', kind: 'may-fetch', url: spot.url };
  const ask = (): Promise<Answers['may-fetch']> => api.runtime.sendMessage(question);
  // A service worker that ends takes its questions with it, and the next one wakes it.
  const mayEnter = await ask().catch(ask);
  return mayEnter ? undefined : failed(spot, 'needs-permission', 0);
}

/** Never rejects; what comes after `signal` aborted means nothing. */
export async function lookAt(spot: Spot, link: EngineLink, signal: AbortSignal): Promise<Looked> {
  const startedMs = performance.now();
  const answer = await ask(spot, link, signal).catch((error): Answer => {
    if (!signal.aborted) console.error(error);
    return 'internal';
  });
  if (typeof answer === 'string') return failed(spot, answer, performance.now() - startedMs);
  return finish(spot, answer);
}
