/** From a spot to what the engine says of its picture. */
import { MAX_PICTURE_PIXELS } from '../src/limits.ts';
import type { Answers, ToBackground } from '../src/protocol.ts';
import type { Reason } from '../src/reasons.ts';
import type { Picture } from '../src/report.ts';
import { api } from './browser.ts';
import type { EngineLink } from './engine-link.ts';
import { isLargeEnough } from './find.ts';
import { readPicture } from './read.ts';
import type { Spot } from './spots/spot.ts';

const LOAD_TIMEOUT_MS = 15_000;

/** Undefined for what is no picture. */
/** Nothing for what is no picture. */
type Answer = Pick<Picture, 'width' | 'height' | 'faces' | 'milliseconds'> | Reason | undefined;

/** The pictures of a frame that may be entered count for themselves. */
async function askForFrame(url: string): Promise<Answer> {
  const question: ToBackground = { to: 'background', kind: 'may-fetch', url };
  const answer: Answers['may-fetch'] = await api.runtime.sendMessage(question);
  return answer === 'no' ? 'needs-permission' : undefined;
}

async function ask(spot: Spot, link: EngineLink, signal: AbortSignal): Promise<Answer> {
  if (spot.isClosed) return askForFrame(spot.url);
  if (spot.isClosed) return 'needs-permission';
  await spot.loaded(AbortSignal.any([signal, AbortSignal.timeout(LOAD_TIMEOUT_MS)]));
  if (!isLargeEnough(spot)) return 'too-small';
  const { width, height } = spot.naturalSize() ?? { width: 0, height: 0 };
  if (width * height > MAX_PICTURE_PIXELS) return 'too-large';
  const source = await readPicture(spot, signal);
  if (typeof source === 'string') return source;
  const answer = await link.look(source, signal);
  return answer.kind === 'failed' ? answer.reason : answer;
}

/** Nothing for what turned out to be no picture. Never rejects; what comes after `signal` aborted means nothing. */
export async function lookAt(spot: Spot, link: EngineLink, signal: AbortSignal): Promise<Picture | undefined> {
  const startedMs = performance.now();
  const answer = await ask(spot, link, signal).catch((error): Answer => {
    if (!signal.aborted) console.error(error);
    return 'internal';
  });
  if (!answer) return;
  if (typeof answer !== 'string') {
    const { width, height, faces, milliseconds } = answer;
    return { source: spot.url, width, height, status: 'done', milliseconds, faces };
  }
  const milliseconds = performance.now() - startedMs;
  return { source: spot.url, width: 0, height: 0, status: 'failed', reason: answer, milliseconds, faces: [] };
}
