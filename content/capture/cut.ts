/** What no other way reads is cut out of what the window shows. */
import { type Box, intersect, type Size } from '../../src/geometry.ts';
import type { Answers, ToBackground } from '../../src/protocol.ts';
import { api } from '../browser.ts';
import { clipOf } from '../clip.ts';
import { sleep } from '../sleep.ts';
import type { Spot } from '../spots/spot.ts';
import { inTab } from './in-tab.ts';

/** Pictures that want one within this time share it, as browsers allow two a second. */
const PAUSE_MS = 600;
/** How much of a picture is to be seen, unless it fills as much of the window. */
const MIN_SEEN = 0.9;

export interface Cut {
  /** An encoded picture. */
  base64: string;
  /** What it shows of the picture, in pixels of the natural picture. */
  part: Box;
}

interface Waiting {
  spot: Spot;
  natural: Size;
  resolve(cut: Cut | undefined): void;
  reject(why: Error): void;
}

const areaOf = ({ width, height }: Size) => Math.max(0, width) * Math.max(0, height);

/** In CSS pixels of the window: the whole picture, what its box leaves of it, and what of that the tab shows. */
function place(spot: Spot, natural: Size): { whole: Box; shown: Box; seen: Box } {
  const { frame, picture, turn } = spot.area(natural);
  if (turn) throw new Error('turned');
  const whole = { ...picture, x: frame.x + picture.x, y: frame.y + picture.y };
  const shown = intersect(whole, frame);
  return { whole, shown, seen: intersect(intersect(shown, inTab().view), clipOf(spot.element)) };
}

/** Whether a capture would show enough of it. Throws where a capture cannot show it. */
export function isSeen(spot: Spot, natural: Size): boolean {
  const { shown, seen } = place(spot, natural);
  return areaOf(seen) >= MIN_SEEN * Math.min(areaOf(shown), innerWidth * innerHeight);
}

/** Of what the tab shows. */
function shareOf({ x, y, width, height }: Box): Box {
  const { corner, tab } = inTab();
  return {
    x: (corner.x + x) / tab.width,
    y: (corner.y + y) / tab.height,
    width: width / tab.width,
    height: height / tab.height,
  };
}

let waiting: Waiting[] = [];
let lastMs = -Infinity;

/** Rejects where one of them can no longer be captured. */
async function capture(asking: readonly Waiting[]): Promise<void> {
  const partOf = ({ spot, natural }: Waiting) => shareOf(place(spot, natural).seen);
  const parts = asking.map(partOf);
  const request: ToBackground = { to: 'background', kind: 'capture', parts };
  const cuts = await api.runtime.sendMessage<ToBackground, Answers['capture']>(request).catch(() => []);
  for (const [index, one] of asking.entries()) {
    const { spot, natural, resolve, reject } = one;
    const base64 = cuts[index];
    const { whole, seen } = place(spot, natural);
    const scale = natural.width / whole.width;
    const part = {
      x: (seen.x - whole.x) * scale,
      y: (seen.y - whole.y) * scale,
      width: seen.width * scale,
      height: seen.height * scale,
    };
    if (!base64) reject(new Error('refused'));
    // Scrolled meanwhile: it shows something else.
    else if (JSON.stringify(partOf(one)) !== JSON.stringify(parts[index])) resolve(undefined);
    else resolve({ base64, part });
  }
}

async function captureAll(): Promise<void> {
  await sleep(lastMs + PAUSE_MS - performance.now());
  lastMs = performance.now();
  const asking = waiting;
  waiting = [];
  await capture(asking).catch((error) => {
    for (const { reject } of asking) reject(error);
  });
}

/** Nothing where the page has moved meanwhile; rejects where the browser refuses. Several at once are one capture. */
export function captureSpot(spot: Spot, natural: Size): Promise<Cut | undefined> {
  return new Promise((resolve, reject) => {
    waiting.push({ spot, natural, resolve, reject });
    if (waiting.length === 1) void captureAll();
  });
}
