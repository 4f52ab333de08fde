/** Pictures of the kinds that go wrong, made on the spot. */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { bombs } from './bombs.ts';

const root = path.join(import.meta.dirname, '../..');
const photograph = path.join(root, 'node_modules/@vladmandic/face-api/demo/sample1.jpg');

const svg = (width: number, height: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><circle cx="50%" cy="50%" r="20" fill="teal"/></svg>`;
const png = (width: number, height: number) => new Resvg(svg(width, height)).render().asPng();

/** Two frames, 40 by 40, each of one colour. */
const gif = Buffer.from(
  'R0lGODlhKAAoAPAAAACAgAAAACH5BAAKAAAAIf8LTkVUU0NBUEUyLjADAQAAACwAAAAAKAAoAAACJ4SPqcvtD6OctNqLs968+w+G4kiW5omm6sq27gvH8kzX9o3n+s4jBQAh+QQACgAAACwAAAAAKAAoAID///8AAAACJ4SPqcvtD6OctNqLs968+w+G4kiW5omm6sq27gvH8kzX9o3n+s4jBQA7',
  'base64',
);

const pictures: Record<string, { type: string; bytes(): Buffer | string | Promise<Buffer> }> = {
  'html.jpg': { type: 'image/jpeg', bytes: () => '<!doctype html><p>Not found, said with status 200.</p>' },
  'truncated.jpg': { type: 'image/jpeg', bytes: async () => (await readFile(photograph)).subarray(0, 60_000) },
  'empty.jpg': { type: 'image/jpeg', bytes: () => '' },
  'pixel.png': { type: 'image/png', bytes: () => png(1, 1) },
  'huge.svg': { type: 'image/svg+xml', bytes: () => svg(20_000, 20_000) },
  'animated.gif': { type: 'image/gif', bytes: () => gif },
  'drawing.svg': { type: 'image/svg+xml', bytes: () => svg(200, 200) },
};

/** Answers with the picture of that name, or 404; not at all where it is refused.jpg, and never where it is silent.jpg. */
export async function badPicture(response: ServerResponse, name: string): Promise<void> {
  if (name === 'refused.jpg') return void response.destroy();
  if (name === 'silent.jpg') return;
  const bomb = bombs[name];
  if (bomb) return void response.end(bomb());
  const picture = pictures[name];
  if (!picture) return void response.writeHead(404).end();
  response.setHeader('content-type', picture.type);
  response.end(await picture.bytes());
}
