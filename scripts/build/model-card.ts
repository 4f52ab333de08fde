/** The model's card as a page of the extension, for whoever asks in the settings what the numbers are worth. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownToHtml, textPage } from './text-page.ts';

/** Writes `model-card.html` and its figures below `outDir`. Rejects where the card or a figure is missing. */
export async function renderModelCard(modelDir: string, outDir: string): Promise<void> {
  const figures: string[] = [];
  const card = await readFile(path.join(modelDir, 'MODEL_CARD.md'), 'utf8');
  const body = await markdownToHtml(card, (href) => figures.push(href));
  for (const figure of figures) {
    const file = path.join(outDir, figure);
    await mkdir(path.dirname(file), { recursive: true });
    await copyFile(path.join(modelDir, figure), file);
  }
  await writeFile(path.join(outDir, 'model-card.html'), textPage('model card', body));
}
