/** From an image element to what the engine says of its picture. */
import { MAX_PICTURE_PIXELS } from '../src/limits.ts';
import type { Reason } from '../src/reasons.ts';
import type { Picture } from '../src/report.ts';
import type { EngineLink } from './engine-link.ts';
import { isLargeEnough, loaded } from './find.ts';
import { readPicture } from './read.ts';

const LOAD_TIMEOUT_MS = 15_000;

type Answer = Pick<Picture, 'width' | 'height' | 'faces' | 'milliseconds'> | Reason;

async function ask(image: HTMLImageElement, url: string, link: EngineLink, signal: AbortSignal): Promise<Answer> {
  await loaded(image, AbortSignal.any([signal, AbortSignal.timeout(LOAD_TIMEOUT_MS)]));
  if (!isLargeEnough(image)) return 'too-small';
  if (image.naturalWidth * image.naturalHeight > MAX_PICTURE_PIXELS) return 'too-large';
  const source = await readPicture(image, url, signal);
  if (typeof source === 'string') return source;
  const answer = await link.look(source, signal);
  return answer.kind === 'failed' ? answer.reason : answer;
}

/** `image` shows the picture at `url`. Never rejects; what comes after `signal` aborted means nothing. */
export async function lookAt(image: HTMLImageElement, url: string, link: EngineLink, signal: AbortSignal): Promise<Picture> {
  const startedMs = performance.now();
  const answer = await ask(image, url, link, signal).catch((error): Answer => {
    if (!signal.aborted) console.error(error);
    return 'internal';
  });
  if (typeof answer !== 'string') {
    const { width, height, faces, milliseconds } = answer;
    return { source: url, width, height, status: 'done', milliseconds, faces };
  }
  const milliseconds = performance.now() - startedMs;
  return { source: url, width: 0, height: 0, status: 'failed', reason: answer, milliseconds, faces: [] };
}
