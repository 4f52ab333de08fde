import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { sentence } from '../../scripts/browser/annotate.ts';
import type { Box, Point } from '../../src/geometry.ts';
import { badgeLabels, markLabels, popoverLabel } from './badges.ts';
import { BROWSERS, OTHER_HOST, PAGE_HOST, useExtension } from './extension.ts';

/** Just above the middle of the upper edge of a face, where its badge stands, on hostile.html: its picture covers 440 x 240 px. */
async function croppedBadgePoint(page: Page, box: Box = { x: 0, y: 0, width: 0, height: 0 }): Promise<Point> {
  const { left, top, width, height } = await page.$eval('img', (image) => {
    const { x, y } = image.getBoundingClientRect();
    return { left: x + 30, top: y + 30, width: image.naturalWidth, height: image.naturalHeight };
  });
  const scale = Math.max(440 / width, 240 / height);
  return {
    x: left + (440 - width * scale) / 2 + (box.x + box.width / 2) * scale,
    y: top + (240 - height * scale) / 2 + box.y * scale - 4,
  };
}

describe.each(BROWSERS)('a whole page in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST, OTHER_HOST]);

  it('puts a badge on every face of the photographs, and clears them', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/demo.html`);
    const pictures = await at.extension.annotate(page);
    expect(pictures.map(({ status }) => status)).toEqual(Array(6).fill('done'));
    const faces = pictures.flatMap((picture) => picture.faces);
    expect(faces).toHaveLength(22);
    for (const { age, low, high } of faces) {
      expect(low).toBeLessThanOrEqual(age);
      expect(high).toBeGreaterThanOrEqual(age);
    }
    const labels = await badgeLabels(page);
    expect(labels).toHaveLength(22);
    for (const label of labels) expect(label).toMatch(/^Estimated age .*\d+, .*likely \d+ to \d+$/);

    const tabId = await at.extension.tabIdOf(page);
    await at.extension.ask(tabId, 'clear');
    expect(await page.evaluate(() => document.documentElement.children.length)).toBe(2);
    expect(await at.extension.ask(tabId, 'status')).toMatchObject({ running: false, pictures: 0 });

    // A picture that no element shows brings nothing back.
    expect(await at.extension.annotatePicture(tabId, `${at.server.origin}/background.jpg`)).toBe(0);
    expect(await page.evaluate(() => document.documentElement.children.length)).toBe(2);
  });

  it('reads pictures of another host', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/other-origin.html`);
    const pictures = await at.extension.annotate(page);
    expect(pictures.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(pictures.flatMap(({ faces }) => faces)).toHaveLength(6);
  });

  it('says of each bad picture what is wrong, and goes on with the good one', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/bad-pictures.html`);
    const pictures = await at.extension.annotate(page);
    const outcomes = Object.fromEntries(
      pictures.map(({ source, status, reason }) => [source.replace(at.server.origin, ''), reason ?? status]),
    );
    expect(outcomes).toEqual({
      '/bad/missing.jpg': 'unreadable',
      '/bad/html.jpg': 'not-a-picture',
      '/bad/truncated.jpg': expect.stringMatching(/done|not-a-picture/),
      '/bad/empty.jpg': expect.stringMatching(/unreadable|not-a-picture/),
      '/bad/refused.jpg': 'unreadable',
      '/bad/pixel.png': 'too-small',
      '/demo/sample1.jpg': 'done',
      '/once/sample3.jpg': 'done',
      '/bad/wide.png': expect.stringMatching(/done|too-large/),
      '/bad/huge.svg': 'too-large',
      '/bad/animated.gif': 'done',
      '/bad/drawing.svg': 'done',
    });
    for (const good of ['sample1.jpg', 'sample3.jpg'])
      expect(pictures.find(({ source }) => source.endsWith(good))?.faces).toHaveLength(3);
    const marked = pictures.flatMap(({ reason }) => (reason && reason !== 'too-small' ? sentence(reason) : []));
    expect((await markLabels(page)).sort()).toEqual(marked.sort());

    // The picture that was pointed at says it, however small it is.
    const tabId = await at.extension.tabIdOf(page);
    const tooSmall = `${at.server.origin}/bad/pixel.png`;
    expect(await at.extension.annotatePicture(tabId, tooSmall)).toBe(1);
    await expect.poll(() => markLabels(page)).toContain(sentence('too-small'));
  });

  it('works under a strict CSP and hostile styles, and opens a popover at the badge', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/hostile.html`);
    const [picture] = await at.extension.annotate(page);
    expect(picture?.faces).toHaveLength(3);
    const { x, y } = await croppedBadgePoint(page, picture?.faces[0]?.box);
    await expect.poll(() => badgeLabels(page)).toHaveLength(3);
    await page.mouse.click(x, y);
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
    await page.keyboard.press('Escape');
    await expect.poll(() => popoverLabel(page)).toBeUndefined();
    // The focus went back to the badge.
    await page.keyboard.press('Enter');
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
  });

  it('finds pictures however the page holds them, and looks at each once', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/kinds.html`);
    await page.waitForSelector('body[data-ready]');
    const pictures = await at.extension.annotate(page);
    expect(pictures.map(({ status }) => status)).toEqual(Array(4).fill('done'));
    expect(pictures.map(({ source }) => source.replace(/[:?].*/, '')).sort()).toEqual(['blob', 'data', 'http', 'http']);
    expect(pictures.flatMap(({ faces }) => faces)).toHaveLength(12);
    // The picture of `srcset` is there twice, and what is loaded lazily comes when it is scrolled to.
    await expect.poll(() => badgeLabels(page)).toHaveLength(15);
    await page.$eval('#lazy', (image) => image.scrollIntoView());
    await expect.poll(() => badgeLabels(page), { timeout: 5_000 }).toHaveLength(18);
  });

  it('looks at the picture that is shown where the server sends another each time', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/text.html`);
    await page.evaluate(async () => {
      document.body.innerHTML = '<img src="/turns/picture.jpg" width="600" alt="">';
      await document.images[0]?.decode();
    });
    const shown = await page.$eval('img', ({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight]);
    const [picture] = await at.extension.annotate(page);
    expect([picture?.width, picture?.height]).toEqual(shown);
    expect(picture?.faces).toHaveLength(3);
  });

  it('stops', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/demo.html?stop`);
    // More than a moment's work, and none of it known.
    await page.evaluate(() => {
      const images = Array.from({ length: 60 }, (_, index) => `<img src="/new/sample3.jpg?${index}" width="60" alt="">`);
      document.body.innerHTML = images.join('');
    });
    const run = at.extension.annotate(page);
    const tabId = await at.extension.tabIdOf(page);
    await expect
      .poll(async () => (await at.extension.ask(tabId, 'status'))?.running, { interval: 10, timeout: 10_000 })
      .toBe(true);
    await at.extension.ask(tabId, 'stop');
    expect((await run).length).toBeLessThan(60);
  });

  it('tells in the popup how far the page has come', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/bad-pictures.html`);
    const tabId = await at.extension.tabIdOf(page);
    const popup = await at.extension.openPopup(tabId);
    const text = () => popup.evaluate(() => document.body.textContent);
    const press = (label: string) =>
      popup.evaluate(
        (wanted) => [...document.querySelectorAll('button')].find((button) => button.textContent === wanted)?.click(),
        label,
      );
    await expect.poll(text).toContain('Estimate ages on this page');
    await press('Estimate ages on this page');
    await expect.poll(text, { timeout: 20_000 }).toContain('Estimate again');
    expect(await text()).toMatch(/Pictures12Faces\d+Not estimated/);
    expect(await text()).toContain('The picture could not be read.');
    await press('Clear badges');
    await expect.poll(text).toContain('Estimate ages on this page');
  });

  it('says where extensions may not work', async () => {
    const tabId = await at.extension.tabIdOf(at.extension.control);
    const restricted = await at.extension.openPage('about:blank');
    const popup = await at.extension.openPopup(name === 'chromium' ? tabId : await at.extension.tabIdOf(restricted));
    await expect.poll(() => popup.evaluate(() => document.body.textContent)).toContain('does not let extensions work');
  });
});
