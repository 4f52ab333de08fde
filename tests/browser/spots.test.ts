import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badgeLabels, badgePoint, hasBadgeAt } from './badges.ts';
import { BROWSERS, type Extension, PAGE_HOST, startExtension } from './extension.ts';
import { startServer, type TestServer } from './server.ts';

const KINDS = [
  'image', 'picture', 'button', 'object', 'embed', 'drawing', 'poster', 'film', 'canvas', 'background', 'layers', 'set', 'origin',
  'before', 'after', 'rounded', 'open', 'closed',
]; // biome-ignore format: a list of names

describe.each(BROWSERS)('every way to show a picture in %s', (name) => {
  let server: TestServer;
  let extension: Extension;

  beforeAll(async () => {
    server = await startServer();
    extension = await startExtension(name, [PAGE_HOST]);
  });

  afterAll(async () => {
    await extension?.close();
    server?.close();
  });

  it('is found, read and badged in its place', async () => {
    const page = await extension.openPage(`${server.origin}/spots.html`);
    await page.waitForSelector('body[data-ready]');
    const pictures = await extension.annotate(page);
    const kindOf = (source: string) =>
      source
        .match(/^(canvas|frame):|\?(\w+)$/)
        ?.slice(1)
        .find(Boolean)
        ?.replace('frame', 'film') ?? source;
    expect(Object.fromEntries(pictures.map(({ source, faces, reason }) => [kindOf(source), reason ?? faces.length]))).toEqual(
      Object.fromEntries(KINDS.map((kind) => [kind, 3])),
    );
    expect(await badgeLabels(page)).toHaveLength(3 * KINDS.length);
    for (const kind of KINDS) {
      const picture = pictures.find(({ source }) => kindOf(source) === kind);
      await page.$eval(`#${kind}`, (element) => element.scrollIntoView({ block: 'center' }));
      const badge = await badgePoint(page, `#${kind}`, picture);
      await expect.poll(() => hasBadgeAt(page, badge), { message: kind }).toBe(true);
    }
  });
});
