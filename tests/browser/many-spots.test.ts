import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

const SPOTS = 4000;
const FRAMES = 40;

/** Milliseconds of a frame, in the median, in which the page changes something. */
function frameMs(page: Page): Promise<number> {
  return page.evaluate(async (count) => {
    const times: number[] = [];
    let before = performance.now();
    for (let frame = 0; frame < count; frame++) {
      document.body.dataset.frame = `${frame}`;
      const now = await new Promise(requestAnimationFrame);
      times.push(now - before);
      before = now;
    }
    return times.sort((a, b) => a - b)[count / 2] ?? Number.NaN;
  }, FRAMES);
}

describe.each(BROWSERS)('a page that shows a picture thousands of times, in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  it('has its frames in time, though each changes the page', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html`);
    await page.$eval(
      'img',
      (image, count) => {
        image.style.cssText = 'width: 60px; height: 60px';
        for (let copy = 1; copy < count; copy++) image.after(image.cloneNode());
      },
      SPOTS,
    );
    const before = await frameMs(page);
    await at.extension.annotate(page);
    await frameMs(page);
    const after = await frameMs(page);
    console.log(`${at.extension.version}: a frame of ${before.toFixed(1)} ms before, ${after.toFixed(1)} ms with ${SPOTS} spots`);
    expect(after).toBeLessThan(1.5 * before);
  });
});
