/** Serves local pictures on one page, and local pages, over loopback: extensions may not run on file: pages. */
import { createServer, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { Page } from 'puppeteer-core';
import type { Picture } from '../../src/report.ts';
import { serveFile } from '../browser/serve-file.ts';
import type { LocalPicture } from './targets.ts';

export interface Gallery {
  /** The page with all pictures. */
  url: string;
  pageUrls: string[];
  /** What a report calls a picture of a local page: its path from there. Any other URL as it is. */
  nameOf(url: string): string;
  /** One entry per picture of the gallery, in its order and with its names. `page` is the gallery, `seen` the extension's report of it. */
  complete(page: Page, seen: Picture[]): Promise<Picture[]>;
  close(): void;
}

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const picturePath = ({ source }: LocalPicture, index: number) => `/picture/${index}/${encodeURIComponent(path.basename(source))}`;

function galleryHtml(pictures: LocalPicture[]): string {
  const figures = pictures.map((picture, index) => {
    const source = escapeHtml(picture.source);
    return `<figure><img src="${picturePath(picture, index)}" loading="eager" alt="${source}"><figcaption>${source}</figcaption></figure>`;
  });
  // The least size lets the extension see pictures that are broken.
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Age Badges</title>
<link rel="icon" href="data:,">
<style>
  body { display: flex; flex-wrap: wrap; gap: 16px; align-items: end; margin: 24px 16px; font: 13px system-ui; color: #444; background: #f4f4f2 }
  figure { margin: 0; max-width: min(100%, 610px) }
  img { display: block; max-width: 100%; height: auto; min-width: 32px; min-height: 32px }
  figcaption { margin-top: 4px; overflow-wrap: anywhere }
</style>
${figures.join('\n')}</html>`;
}

async function complete(pictures: LocalPicture[], page: Page, seen: Picture[]): Promise<Picture[]> {
  const byPath = new Map(seen.map((picture) => [new URL(picture.source).pathname, picture]));
  const sizes = await page.evaluate(() =>
    [...document.images].map(({ naturalWidth, naturalHeight }) => ({ width: naturalWidth, height: naturalHeight })),
  );
  return pictures.map((picture, index) => {
    const size = sizes[index] ?? { width: 0, height: 0 };
    // The extension leaves out what is too small for a face; a list of files names it all the same.
    const leftOut: Omit<Picture, 'source'> = { ...size, status: 'failed', reason: 'too-small', milliseconds: 0, faces: [] };
    return { ...(byPath.get(picturePath(picture, index)) ?? leftOut), source: picture.source };
  });
}

export async function serveGallery(pictures: LocalPicture[], pageFiles: string[]): Promise<Gallery> {
  async function answer(pathname: string, response: ServerResponse): Promise<void> {
    const [, kind, index = '', ...rest] = pathname.split('/');
    const picture = kind === 'picture' && pictures[Number(index)];
    if (picture) return serveFile(response, picture.file);
    const page = kind === 'page' && pageFiles[Number(index)];
    const names = rest.map(decodeURIComponent);
    // A parsed URL has no `..` any more, so only an encoded slash could lead out of the page's folder.
    if (page && !names.some((name) => /[\\/]/.test(name))) return serveFile(response, path.join(path.dirname(page), ...names));
    if (pathname !== '/') return void response.writeHead(404).end();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(galleryHtml(pictures));
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    answer(pathname, response).catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url: `${origin}/`,
    pageUrls: pageFiles.map((file, index) => `${origin}/page/${index}/${encodeURIComponent(path.basename(file))}`),
    nameOf: (url) =>
      url.startsWith(`${origin}/page/`) ? decodeURIComponent(new URL(url).pathname.replace(/^\/page\/\d+\//, '')) : url,
    complete: (page, seen) => complete(pictures, page, seen),
    close: () => server.close(),
  };
}
