import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { badgeLabels, badgeMiddleAt, badgePoint, hasBadgeAt } from './badges.ts';
import { turnedByExif } from './exif.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

const photograph = path.join(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo/sample1.jpg');

const KINDS = `image picture button object embed drawing poster film canvas background layers set origin before after bare rounded
  open closed`.split(/\s+/);

describe.each(BROWSERS)('every way to show a picture in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  it('is found, read and badged in its place', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/spots.html`);
    await page.waitForSelector('body[data-ready]');
    const pictures = await at.extension.annotate(page);
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
      // A badge of 20 px reaches 4 px into the face, and `badge` is 4 px above it.
      const middle = await badgeMiddleAt(page, badge);
      expect(Math.abs(middle.x - badge.x), kind).toBeLessThanOrEqual(2);
      expect(Math.abs(middle.y - (badge.y - 2)), kind).toBeLessThanOrEqual(2);
    }
  });

  it('is upright where EXIF says to turn it', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/text.html`);
    const jpeg = await turnedByExif(page, photograph);
    await page.evaluate(async (base64) => {
      document.body.innerHTML = `<img src="data:image/jpeg;base64,${base64}" style="display: block; width: 600px" alt="">`;
      await document.images[0]?.decode();
    }, jpeg.toString('base64'));
    const [picture] = await at.extension.annotate(page);
    expect(picture).toMatchObject({ width: 1920, height: 1280 });
    expect(picture?.faces).toHaveLength(3);
    const badge = await badgePoint(page, 'img', picture);
    await expect.poll(() => hasBadgeAt(page, badge)).toBe(true);
    expect(Math.abs((await badgeMiddleAt(page, badge)).x - badge.x)).toBeLessThanOrEqual(2);
  });

  it('is found where the page itself has a background', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html`);
    await page.evaluate(() => {
      document.body.innerHTML = '<p style="margin: 0 0 3000px">Text</p>';
      document.body.style.background = 'url("/demo/sample1.jpg?page") 40px 60px / 300px 200px no-repeat';
      scrollTo(0, 30);
    });
    const [picture] = await at.extension.annotate(page);
    const face = picture?.faces[0]?.box;
    if (!face) throw new Error('no face');
    const scale = 300 / 1920;
    const badge = { x: 40 + (face.x + face.width / 2) * scale, y: 60 - 30 + face.y * scale - 4 };
    await expect.poll(() => hasBadgeAt(page, badge)).toBe(true);
    expect(Math.abs((await badgeMiddleAt(page, badge)).x - badge.x)).toBeLessThanOrEqual(2);
  });
});
