/** Draws the icon at the sizes a browser asks for. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

/** Writes `<size>.png` to `outDir` for each of `sizesPx`. Rejects where the drawing cannot be read. */
export async function renderIcons(svgPath: string, outDir: string, sizesPx: readonly number[]): Promise<void> {
  const svg = await readFile(svgPath, 'utf8');
  await mkdir(outDir, { recursive: true });
  for (const sizePx of sizesPx) {
    const picture = new Resvg(svg, { fitTo: { mode: 'width', value: sizePx } }).render();
    await writeFile(join(outDir, `${sizePx}.png`), picture.asPng());
  }
}
