import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gallery, serveGallery } from '../../../scripts/start/gallery.ts';

let folder: string;
let gallery: Gallery;
let pageUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'age-badges-test-'));
  for (const name of ['a & "b".jpg', 'c?.webp', 'page.html']) await writeFile(path.join(folder, name), name);
  const picture = (name: string) => ({ file: path.join(folder, name), source: `deep/${name}` });
  gallery = await serveGallery([picture('a & "b".jpg'), picture('c?.webp')], [path.join(folder, 'page.html')]);
  pageUrl = gallery.pageUrls[0] ?? '';
});

afterAll(async () => {
  gallery.close();
  await rm(folder, { recursive: true });
});

const get = async (url: string | URL) => {
  const response = await fetch(url);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

it('shows all pictures on one page', async () => {
  const { text } = await get(gallery.url);
  const urls = [...text.matchAll(/<img src="([^"]+)"/g)].map(([, url]) => new URL(url ?? '', gallery.url));
  const answers = await Promise.all(urls.map(get));
  expect(answers.map(({ text }) => text)).toEqual(['a & "b".jpg', 'c?.webp']);
  expect(answers.map(({ type }) => type)).toEqual(['image/jpeg', 'image/webp']);
  expect(text).toContain('<figcaption>deep/a &amp; &quot;b&quot;.jpg</figcaption>');
});

it('serves a local page and what lies beside it, and nothing else', async () => {
  expect(await get(pageUrl)).toMatchObject({ status: 200, text: 'page.html' });
  expect(await get(new URL('c%3F.webp', pageUrl))).toMatchObject({ status: 200, text: 'c?.webp' });
  for (const outside of ['..%2f..%2fetc/passwd', '../9/page.html', '/other', '%']) {
    expect((await get(new URL(outside, pageUrl))).status).toBeGreaterThanOrEqual(400);
  }
});

it('names pictures of local pages by their path', () => {
  expect(gallery.nameOf(new URL('sub/x%20y.jpg', pageUrl).href)).toBe('sub/x y.jpg');
  expect(gallery.nameOf('https://example.org/x%20y.jpg')).toBe('https://example.org/x%20y.jpg');
});
