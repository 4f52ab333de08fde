/** The model's card as a page of the extension, for whoever asks in the settings what the numbers are worth. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Marked } from 'marked';

/** Writes `model-card.html` and its figures below `outDir`. Rejects where the card or a figure is missing. */
export async function renderModelCard(modelDir: string, outDir: string): Promise<void> {
  const figures: string[] = [];
  const marked = new Marked({
    walkTokens(token) {
      if (token.type === 'image') figures.push(token.href);
    },
    renderer: {
      // The sources that it points to are not in the extension.
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        return /^https?:/.test(href) ? `<a href="${href}" target="_blank" rel="noreferrer">${text}</a>` : text;
      },
    },
  });
  const body = await marked.parse(await readFile(path.join(modelDir, 'MODEL_CARD.md'), 'utf8'));
  for (const figure of figures) {
    const file = path.join(outDir, figure);
    await mkdir(path.dirname(file), { recursive: true });
    await copyFile(path.join(modelDir, figure), file);
  }
  await writeFile(
    path.join(outDir, 'model-card.html'),
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width">
<title>Age Badges: model card</title>
<link rel="icon" href="icons/32.png">
<link rel="stylesheet" href="look.css">
<link rel="stylesheet" href="model-card.css">
<main>
${body}</main>
</html>
`,
  );
}
