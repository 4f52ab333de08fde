/** Under which name the age that a person set for a face is kept, from one visit to the next. */
import type { Box } from './geometry.ts';

export const CORRECTION_PREFIX = 'correction:';

/** 53 bits: a name that neither grows with the address nor tells which pictures somebody saw. */
function hash(text: string): string {
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b);
    high ^= high >>> 15;
  }
  return ((high & 0x1fffff) * 2 ** 32 + (low >>> 0)).toString(36);
}

/** `source` is the picture's address; the box counts in whole pixels. */
export function correctionKey(source: string, { x, y, width, height }: Box): string {
  return CORRECTION_PREFIX + hash([source, ...[x, y, width, height].map(Math.round)].join(' '));
}
