/** What about a face makes its estimate less certain than its range says of faces in general. */
import { distance, midpoint } from '../geometry.ts';
import type { Doubt } from '../report.ts';
import { faceSquare } from './crops.ts';
import type { Face } from './look.ts';
import type { Pixels } from './pixels.ts';

/** Below, the crops are enlarged so much that little of the skin is left. */
const SMALL_FACE_PX = 40;
/** Distance of the eyes over that from eyes to mouth: about 1 from the front, 0 in profile. */
const TURNED_RATIO = 0.55;
/** Sharp crops have 0.2 and more; seen through 16 pixels, where errors are half as large again, they have 0.13 at most. */
const BLURRED_DETAIL = 0.12;
/** The detector is sure of open faces; of most that are half covered it is not this sure. */
const COVERED_SCORE = 0.6;
/** Beyond this many times the spread usual at its age, a distribution is of a face that the net makes little of. */
const UNUSUAL_SPREAD = 1.4;

/** Rows and columns at a crop's edge that do not count: background, mostly. */
const EDGE_PX = 8;
const LUMA = [0.299, 0.587, 0.114] as const;

/** How much of a crop's contrast is fine detail: its Laplacian's root mean square over the standard deviation. */
export function detail({ width, height, data }: Pixels): number {
  const luma = (x: number, y: number) =>
    LUMA.reduce((sum, weight, channel) => sum + weight * (data[(y * width + x) * 4 + channel] ?? 0), 0);
  let [count, sum, squares, edges] = [0, 0, 0, 0];
  for (let y = EDGE_PX; y < height - EDGE_PX; y++) {
    for (let x = EDGE_PX; x < width - EDGE_PX; x++) {
      const here = luma(x, y);
      count++;
      sum += here;
      squares += here ** 2;
      edges += (4 * here - luma(x - 1, y) - luma(x + 1, y) - luma(x, y - 1) - luma(x, y + 1)) ** 2;
    }
  }
  const deviation = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  return Math.sqrt(edges / count) / (deviation + 2);
}

/** The doubts about a face, from the detector's view of it, its middle crop and its `relativeSpread` (range.ts). */
export function doubtsAbout(face: Face, middleCrop: Pixels, relativeSpread: number): Doubt[] {
  const doubts: Doubt[] = [];
  if (faceSquare(face).side < SMALL_FACE_PX) doubts.push('small');
  if (detail(middleCrop) < BLURRED_DETAIL) doubts.push('blurred');
  const eyesToMouth = distance(midpoint(face.rightEye, face.leftEye), face.mouth);
  const turned = distance(face.rightEye, face.leftEye) < TURNED_RATIO * eyesToMouth;
  if (turned) doubts.push('turned');
  if (face.score < COVERED_SCORE && !turned) doubts.push('covered');
  if (relativeSpread > UNUSUAL_SPREAD) doubts.push('unusual');
  return doubts;
}
