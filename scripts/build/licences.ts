/** `licences.html`: under which terms everything comes that a build contains. */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { UserError } from '../common/command.ts';
import { markdownToHtml, textPage } from './text-page.ts';

const root = path.join(import.meta.dirname, '../..');
const texts = path.join(import.meta.dirname, 'licences');

interface Notice {
  /** Name and version. */
  title: string;
  /** As SPDX writes it. */
  licence: string;
  source: string;
  text: string;
}

/** Folders of the packages whose code is in the bundles. `metafile` names files from the root of the repository on. */
export function packagesIn(metafile: Pick<Metafile, 'outputs'> | undefined): string[] {
  const files = Object.values(metafile?.outputs ?? {})
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  // An import that a package switches off for browsers stands there as `(disabled):node_modules/…`.
  const folders = files.flatMap((file) => /^(?!\(disabled\):).*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].map((folder) => path.resolve(root, folder));
}

/** What the package in the folder says of its licence. Rejects with a UserError where that is too little to ship it. */
export async function noticeOf(folder: string): Promise<Notice> {
  const { name, version, license, repository, homepage } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const names = (await readdir(folder)).sort();
  const files = names.filter((file) => /^(licen[cs]e|copying)/i.test(file)).map((file) => path.join(folder, file));
  // Google's packages name their licence and leave out its text.
  const standard = path.join(texts, `${license}.txt`);
  if (files.length === 0 && existsSync(standard)) files.push(standard);
  if (files.length === 0)
    throw new UserError(
      `${name} ${version} is in the build without the text of its licence (${license}): neither its package nor scripts/build/licences has it`,
      1,
    );
  files.push(...names.filter((file) => /^notice/i.test(file)).map((file) => path.join(folder, file)));
  const contents = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return {
    title: `${name} ${version}`,
    licence: license,
    source: String(repository?.url ?? repository ?? homepage).replace(/^git(\+https)?:/, 'https:'),
    text: contents.map((content) => content.replaceAll('\r', '').replace(/^\s*\n|\s+$/g, '')).join('\n\n'),
  };
}

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** A text that several packages share stands there once. */
function renderNotices(notices: Notice[]): string {
  const byText = new Map<string, Notice[]>();
  for (const notice of notices) byText.set(notice.text, [...(byText.get(notice.text) ?? []), notice]);
  return [...byText]
    .map(([text, same]) => {
      const items = same.map(({ title, licence, source }) => {
        const link = `<a href="${escapeHtml(source)}" target="_blank" rel="noreferrer">${escapeHtml(source)}</a>`;
        return `<li>${escapeHtml(title)} (${escapeHtml(licence)}), source: ${link}</li>\n`;
      });
      return `<h2>${escapeHtml(same.map(({ title }) => title).join(', '))}</h2>\n<ul>\n${items.join('')}</ul>\n<pre>${escapeHtml(text)}</pre>\n`;
    })
    .join('');
}

/** Writes `licences.html`: our own terms, those of the weights and of the packages in `folders`. Rejects as `noticeOf` does. */
export async function renderLicences(folders: Iterable<string>, modelDir: string, outDir: string): Promise<void> {
  const notices = new Map((await Promise.all([...folders].map(noticeOf))).map((notice) => [notice.title, notice]));
  const sorted = [...notices.keys()].sort().map((title) => notices.get(title) as Notice);
  const card = await readFile(path.join(modelDir, 'MODEL_CARD.md'), 'utf8');
  const data = /^## Data.*\n(?<section>[\s\S]*?)^## /m.exec(card)?.groups?.section ?? '';
  const body = [
    '<h1>Licences</h1>\n<h2>Age Badges</h2>\n',
    `<pre>${escapeHtml(await readFile(path.join(root, 'LICENSE'), 'utf8'))}</pre>\n`,
    '<h2>The weights of the net</h2>\n<p>They come with the code, and were trained on data with terms of its own. ',
    `All about them is in the <a href="model-card.html">model card</a>, of which this is a part:</p>\n${await markdownToHtml(data)}`,
    renderNotices(sorted),
    await markdownToHtml(await readFile(path.join(texts, 'compiled-in.md'), 'utf8')),
  ];
  await writeFile(path.join(outDir, 'licences.html'), textPage('licences', body.join('')));
}
