/** A copy of a picture with its badges drawn into it, as large as the picture. */
import { type ArrangedFace, arrangeFaces } from '../../../content/arrange.ts';
import { badgeKind, hasBadge, numberOn } from '../../../content/badge.ts';
import { settings } from '../../../content/settings.ts';
import { type AgedFace, isSure, type Look } from '../../report.ts';

/** Badges are as large as on a picture shown with this longer side. */
const SHOWN_PX = 1200;
const JPEG_QUALITY = 0.92;

/** As content/overlay.css draws badges on any picture. */
const SURFACE = '#14171c';
const UNSURE_SURFACE = 'rgb(20 23 28 / 0.74)';
const HAIRLINE = 'rgb(255 255 255 / 0.38)';
const DASHES = 'rgb(255 255 255 / 0.85)';
const TRACK = 'rgb(255 255 255 / 0.3)';
const INK = '#fff';
const ACCENT = '#5cc8cf';

type Canvas = OffscreenCanvasRenderingContext2D;

function fillPill(context: Canvas, x: number, y: number, width: number, height: number, radius: number, style: string): void {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fillStyle = style;
  context.fill();
}

function drawBadge(context: Canvas, face: AgedFace, { badge, kind, lift }: ArrangedFace): void {
  const { low, high } = face;
  const sure = isSure(face);
  const { x, width, height } = badge;
  const y = badge.y - lift;
  const middle = x + width / 2;
  context.fillStyle = INK;
  context.fillRect(middle - 0.5, y + height, 1, lift);
  fillPill(context, x, y, width, height, kind === 'full' ? 8 : 10, sure ? SURFACE : UNSURE_SURFACE);
  context.strokeStyle = sure ? HAIRLINE : DASHES;
  context.lineWidth = sure ? 1 : 1.5;
  context.setLineDash(sure ? [] : [4, 3]);
  context.stroke();
  context.fillStyle = INK;
  context.font = `600 ${kind === 'full' ? 13 : 12}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(numberOn(face), middle, y + (kind === 'full' ? 10.5 : height / 2 + 0.5));
  if (kind !== 'full') return;
  const [left, top, length] = [middle - 18, y + 20, 36];
  fillPill(context, left, top, length, 4, 2, TRACK);
  fillPill(context, left + (low / 100) * length, top, Math.max(2, ((high - low) / 100) * length), 4, 2, ACCENT);
}

/** What a copy of the file is encoded as. */
export function copyType(file: File): { type: string; extension: string } {
  return file.type === 'image/jpeg' ? { type: 'image/jpeg', extension: 'jpg' } : { type: 'image/png', extension: 'png' };
}

/** Rejects where the picture can no longer be read. */
export async function annotatedCopy(file: File, look: Look): Promise<Blob> {
  const { width, height } = look;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('No canvas of that size');
  const url = URL.createObjectURL(file);
  try {
    // An element, as it turns photographs by their EXIF and knows SVG.
    const image = new Image();
    image.src = url;
    await image.decode();
    context.drawImage(image, 0, 0, width, height);
  } finally {
    URL.revokeObjectURL(url);
  }
  const scale = Math.max(1, Math.max(width, height) / SHOWN_PX);
  context.scale(scale, scale);
  const shown = { x: 0, y: 0, width: width / scale, height: height / scale };
  // Nobody can point at a dot to see its age.
  const kindOf = (px: number) => (badgeKind(px, settings) === 'full' ? 'full' : 'compact');
  const faces = look.faces.filter((face) => hasBadge(face, face.box.width / scale, settings));
  const places = arrangeFaces(faces, look, shown, shown, kindOf);
  for (const [index, place] of places.entries()) drawBadge(context, faces[index] as AgedFace, place);
  return canvas.convertToBlob({ type: copyType(file).type, quality: JPEG_QUALITY });
}
