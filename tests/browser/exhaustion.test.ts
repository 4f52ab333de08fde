/** Pages that would have us work or hold without end: each costs what it may, and the photograph among it has its badges. */
import { describe, expect, it } from 'vitest';
import { badgeLabels } from './badges.ts';
import { askEngine } from './engine-port.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

const PHOTOGRAPH = '<img src="/demo/sample1.jpg" width="450" height="300" alt="">';

describe.each(BROWSERS)('what would never end in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  async function open(html: string) {
    const page = await at.extension.openPage(`${at.server.origin}/text.html`);
    await page.evaluate((content) => {
      document.body.innerHTML = content;
    }, html);
    return page;
  }

  it('is refused by its header where it would take gigabytes, and looked at where it is only wide', async () => {
    const names = ['square.png', 'line.png', 'surface.gif', 'wide.png'];
    // Of backgrounds the page tells no size.
    const bombs = names.map((bomb) => `<p style="height: 64px; background: url(/bad/${bomb})"></p>`);
    const pictures = await at.extension.annotate(await open([...bombs, PHOTOGRAPH].join('')));
    const outcomes = pictures.map(({ status, reason, faces }) => reason ?? `${status} ${faces.length}`);
    expect(outcomes).toEqual(['too-large', 'too-large', 'too-large', 'done 0', 'done 3']);
  });

  it('keeps no photograph waiting where thousands of elements show a picture', { timeout: 30_000 }, async () => {
    const page = await open(PHOTOGRAPH);
    await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(40, 40);
      canvas.getContext('2d')?.fillRect(0, 0, 20, 20);
      const url = URL.createObjectURL(await canvas.convertToBlob());
      const shown = `<img src="${url}" width="40" height="40" alt="">`.repeat(12_000);
      const tiny = `<img src="${url}" width="10" height="10" alt="">`.repeat(5000);
      document.body.insertAdjacentHTML('beforeend', shown + tiny);
    });
    const pictures = await at.extension.annotate(page);
    expect(pictures.map(({ faces }) => faces.length)).toEqual([3, 0]);
    expect(await badgeLabels(page)).toHaveLength(3);
  });

  it('is worked off where a page asks for thousands at once, each answered once', async () => {
    const picture = Buffer.from(await (await fetch(`${at.server.origin}/bad/animated.gif`)).arrayBuffer());
    const answers = await askEngine(at.extension.control, Array(3000).fill(picture.toString('base64')));
    expect(answers.map((each) => each.map(({ kind }) => kind))).toEqual(Array(3000).fill(['faces']));
    expect((await at.extension.annotate(await open(PHOTOGRAPH)))[0]?.faces).toHaveLength(3);
  });
});
