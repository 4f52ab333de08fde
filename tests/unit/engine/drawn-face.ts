/** The detector's answer to a face that was never drawn. */
import type { Face } from '../../../src/engine/look.ts';
import type { Point } from '../../../src/geometry.ts';

/** A face 100 px wide at (cx, cy), turned clockwise by `angle`; `eyes` is the distance of the eyes. */
export function face(cx: number, cy: number, angle: number, eyes = 40): Face {
  const at = (x: number, y: number): Point => ({
    x: cx + x * Math.cos(angle) - y * Math.sin(angle),
    y: cy + x * Math.sin(angle) + y * Math.cos(angle),
  });
  return {
    box: { x: cx - 50, y: cy - 50, width: 100, height: 100 },
    score: 1,
    rightEye: at(-eyes / 2, -20),
    leftEye: at(eyes / 2, -20),
    nose: at(0, 0),
    mouth: at(0, 20),
    rightEar: at(-50, -15),
    leftEar: at(50, -15),
  };
}
