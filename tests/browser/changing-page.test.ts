/** Badges stay on their pictures, whatever becomes of the page around them. */
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import {
  badgeKinds,
  badgeLabels,
  badgeMiddleAt,
  badgePoint,
  countWorking,
  crowdLabels,
  hasBadgeAt,
  popoverLabel,
} from './badges.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

declare const browser: ExtensionApi;

describe.each(BROWSERS)('on a page that changes, in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  it('keeps badges where their picture is, and takes them away with it', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html`);
    const [picture] = await at.extension.annotate(page);
    const { x, y } = await badgePoint(page, 'img', picture);
    await expect.poll(() => hasBadgeAt(page, { x, y })).toBe(true);
    await page.evaluate(() => {
      document.body.style.height = '4000px';
      scrollTo(0, 20);
    });
    await expect.poll(() => hasBadgeAt(page, { x, y: y - 20 })).toBe(true);
    await page.$eval('img', (image) => {
      image.style.marginLeft = '100px';
    });
    await expect.poll(() => hasBadgeAt(page, { x: x + 100, y: y - 20 })).toBe(true);
    await page.$eval('img', (image) => image.remove());
    await expect.poll(() => badgeLabels(page)).toEqual([]);
    // What was found stays in the report.
    expect(await at.extension.ask(await at.extension.tabIdOf(page), 'report')).toHaveLength(1);
  });

  it.each([0.5, 1.5, 3])('keeps badges in their place at a zoom of %d', async (zoom) => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?zoom`);
    await page.addStyleTag({ content: 'img { width: 330px !important; height: 220px !important }' });
    const tabId = await at.extension.tabIdOf(page);
    await at.extension.control.evaluate((id, factor) => browser.tabs.setZoom(id, factor), tabId, zoom);
    const [picture] = await at.extension.annotate(page);
    const point = await badgePoint(page, 'img', picture);
    await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
    expect(Math.abs((await badgeMiddleAt(page, point)).x - point.x)).toBeLessThanOrEqual(2);
    await at.extension.control.evaluate((id) => browser.tabs.setZoom(id, 0), tabId);
  });

  it.each([
    { style: 'transform: scaleX(-1)', matrix: [-1, 0, 0, 1] },
    { style: 'rotate: 90deg; scale: 0.9', matrix: [0, 0.9, -0.9, 0] },
    { style: 'transform: rotate(180deg)', matrix: [-1, 0, 0, -1] },
    { style: 'transform: rotate(30deg)', matrix: [Math.cos(Math.PI / 6), 0.5, -0.5, Math.cos(Math.PI / 6)] },
  ])('keeps badges on their faces where the page turns or mirrors what holds the picture: $style', async ({ style, matrix }) => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?turned`);
    await page.$eval(
      'img',
      (image, css) => {
        const holder = document.createElement('div');
        holder.style.cssText = `width: 450px; margin: 150px; ${css}`;
        image.style.cssText = 'width: 450px; height: 300px';
        image.replaceWith(holder);
        holder.append(image);
      },
      style,
    );
    const [picture] = await at.extension.annotate(page);
    const [a = 0, b = 0, c = 0, d = 0] = matrix;
    const middle = await page.$eval('img', (image) => {
      const { x, y, width, height } = image.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    });
    for (const { box } of picture?.faces ?? []) {
      const scale = 450 / (picture?.width ?? 0);
      const x = (box.x + box.width / 2) * scale - 225;
      // The badge is upright, and as far from the face's upper edge as ever: 4 of its 20 px reach into the face.
      const y = box.y * scale - 150 - 6 / Math.hypot(a, b);
      const point = { x: middle.x + a * x + c * y, y: middle.y + b * x + d * y };
      await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
      const badge = await badgeMiddleAt(page, point);
      expect(Math.hypot(badge.x - point.x, badge.y - point.y)).toBeLessThanOrEqual(3);
    }
  });

  it('keeps badges in their place from right to left, and under a header that sticks', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?rtl`);
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
      const header = document.createElement('header');
      header.style.cssText = 'position: sticky; top: 0; height: 60px; background: white; z-index: 9';
      document.body.prepend(header);
      document.body.style.minHeight = '3000px';
    });
    const [picture] = await at.extension.annotate(page);
    const point = await badgePoint(page, 'img', picture);
    await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
    expect(Math.abs((await badgeMiddleAt(page, point)).x - point.x)).toBeLessThanOrEqual(2);
    await page.evaluate(() => scrollTo(0, 40));
    await expect.poll(() => hasBadgeAt(page, { x: point.x, y: point.y - 40 })).toBe(true);
  });

  it('hides the badges of faces that something opaque covers', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?cover`);
    const [picture] = await at.extension.annotate(page);
    const point = await badgePoint(page, 'img', picture);
    await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
    const cover = (style: string) =>
      page.evaluate((css) => {
        const over = document.querySelector('aside') ?? document.body.appendChild(document.createElement('aside'));
        over.innerHTML = '<p style="height: 100%; background: inherit">A menu</p>';
        over.style.cssText = `position: fixed; inset: 0; ${css}`;
      }, style);
    for (const [style, isSeen] of Object.entries({
      'background: white': false,
      'background: rgb(0 0 0 / 0.3)': true,
      'background: linear-gradient(transparent, black)': true,
      'background: black; opacity: 0': true,
      'background: rgb(0 0 0 / 0.8)': false,
      'background: white; z-index: -1': true,
    })) {
      await cover(style);
      await expect.poll(() => hasBadgeAt(page, point), { message: style }).toBe(isSeen);
    }
    const pixel = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    for (const over of [
      '<a style="position: absolute; bottom: 0; background: blue"><span style="position: fixed; inset: 0"></span>A card’s link</a>',
      `<img src="${pixel}" style="position: fixed; inset: 0; width: 100%; height: 100%" alt="">`,
    ]) {
      await cover('background: white');
      await expect.poll(() => hasBadgeAt(page, point)).toBe(false);
      await page.$eval('aside', (aside, html) => Object.assign(aside, { innerHTML: html, style: '' }), over);
      await expect.poll(() => hasBadgeAt(page, point), { message: over }).toBe(true);
    }
  });

  it('folds a dense crowd into one badge, which opens the list or unfolds', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/crowd.html`);
    await page.waitForSelector('img');
    const [picture] = await at.extension.annotate(page);
    expect(picture?.faces.length).toBeGreaterThanOrEqual(20);
    await expect.poll(() => crowdLabels(page)).toEqual([`Faces: ${picture?.faces.length}`]);
    // Chrome opens its side panel at this click instead.
    if (name === 'chromium') return;
    let point = { x: 85, y: 0 };
    while (!(await hasBadgeAt(page, point))) point = { ...point, y: point.y + 5 };
    await page.mouse.click(point.x, point.y + 5);
    await expect.poll(() => crowdLabels(page)).toEqual([]);
    await expect.poll(() => badgeKinds(page)).toHaveLength(picture?.faces.length ?? 0);
  });

  it('follows a text that grows, a component that scrolls what lies in its slot, and an endless animation', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?moves`);
    await page.$eval('img', (image) => {
      image.style.cssText = 'width: 450px; height: 300px';
      const scroller = document.createElement('section');
      scroller.attachShadow({ mode: 'open' }).innerHTML =
        '<main style="height: 500px; overflow: auto"><slot></slot><div style="height: 2000px"></div></main>';
      const text = document.createElement('p');
      text.textContent = 'Short';
      text.style.whiteSpace = 'pre';
      image.replaceWith(scroller);
      scroller.append(text, image);
    });
    const [picture] = await at.extension.annotate(page);
    const isBadged = async () => hasBadgeAt(page, await badgePoint(page, 'img', picture));
    const top = () => page.$eval('img', (image) => Math.round(image.getBoundingClientRect().top));
    await expect.poll(isBadged).toBe(true);
    const startTop = await top();

    await page.$eval('p', ({ firstChild }) => ((firstChild as Text).data = 'Long\n\n\n\n\n'));
    expect(await top()).toBeGreaterThan(startTop + 30);
    await expect.poll(isBadged, { message: 'text' }).toBe(true);

    const textTop = await top();
    await page.$eval('section', ({ shadowRoot }) => shadowRoot?.querySelector('main')?.scrollTo(0, 60));
    expect(await top()).toBe(textTop - 60);
    await expect.poll(isBadged, { message: 'slot' }).toBe(true);

    await page.evaluate(() => {
      const frames = '@keyframes wander { to { translate: 0 150px } }';
      document.head.append(Object.assign(document.createElement('style'), { textContent: frames }));
      document.querySelector('img')?.style.setProperty('animation', 'wander 6s linear infinite alternate');
    });
    for (let look = 0; look < 3; look++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await expect.poll(isBadged, { message: `animation ${look}` }).toBe(true);
    }
  });

  it('hides the badge of a crowd that something opaque covers', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/crowd.html?covered`);
    await page.waitForSelector('img');
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<aside style="position: fixed; inset: 0; background: white">A menu</aside>');
    });
    await at.extension.annotate(page);
    await expect.poll(() => crowdLabels(page)).toHaveLength(1);
    const isSeen = async () => {
      for (let y = 0; y < 600; y += 5) if (await hasBadgeAt(page, { x: 85, y })) return true;
      return false;
    };
    await expect.poll(isSeen).toBe(false);
    await page.$eval('aside', (aside) => aside.remove());
    await expect.poll(isSeen).toBe(true);
  });

  // A driver of Firefox has no paper.
  it.runIf(name === 'chromium')('is not on paper, where it would be in the wrong place', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?print`);
    const [picture] = await at.extension.annotate(page);
    const point = await badgePoint(page, 'img', picture);
    await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
    await page.emulateMediaType('print');
    await expect.poll(() => hasBadgeAt(page, point)).toBe(false);
  });

  it('puts badges on a picture that is open alone in its tab', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/demo/sample1.jpg`);
    const [picture] = await at.extension.annotate(page);
    expect(picture?.faces).toHaveLength(3);
    await expect.poll(async () => hasBadgeAt(page, await badgePoint(page, 'img', picture))).toBe(true);
  });

  it('finds what its holder brings to light: a slide that fades in, a shadow root that comes late', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/text.html?fade`);
    await page.evaluate(() => {
      const slide = (name: string) => `<img src="/demo/sample2.jpg?${name}" width="300" height="200" alt="">`;
      document.body.innerHTML = `${slide('first')}<div id="fading" style="opacity: 0">${slide('faded')}</div><late-card>Text</late-card>`;
      return Promise.all([...document.images].map((image) => image.decode()));
    });
    await at.extension.annotate(page);
    const tabId = await at.extension.tabIdOf(page);
    const sources = async () => (await at.extension.ask(tabId, 'report'))?.map(({ source }) => source.replace(/.*\?/, '')).sort();
    expect(await sources()).toEqual(['first']);
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('#fading')?.style.setProperty('opacity', '1');
      const card = document.querySelector('late-card');
      if (card)
        card.attachShadow({ mode: 'open' }).innerHTML = '<img src="/demo/sample2.jpg?late" width="300" height="200" alt="">';
      card?.classList.add('ready');
    });
    await expect.poll(sources, { timeout: 10_000 }).toEqual(['faded', 'first', 'late']);
  });

  it('goes on when the person comes back to it', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?back`);
    await at.extension.annotate(page);
    await page.goto(`${at.server.origin}/text.html`);
    await Promise.all([page.waitForSelector('img'), page.evaluate(() => history.back())]);
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src="/demo/sample2.jpg?later" width="600" height="400" alt="">');
    });
    const pictures = await at.extension.annotate(page);
    expect(pictures.map(({ faces }) => faces.length)).toEqual([3, 3]);
  });

  it.each(['manual', 'auto'])('stands above a popover of the page (%s) that is zoomed, and leaves it open', async (kind) => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?lifted`);
    await page.evaluate((popoverKind) => {
      document.documentElement.style.zoom = '0.8';
      const image = document.querySelector('img');
      const popover = document.body.appendChild(document.createElement('aside'));
      popover.popover = popoverKind;
      popover.style.cssText = 'inset: 20px auto auto 20px; width: 900px';
      if (image) popover.append(image);
      popover.showPopover();
    }, kind);
    const [picture] = await at.extension.annotate(page);
    const point = await badgePoint(page, 'img', picture);
    await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
    expect(Math.abs((await badgeMiddleAt(page, point)).x - point.x)).toBeLessThanOrEqual(2);
    await page.$eval('aside', (popover) => {
      popover.hidePopover();
      popover.showPopover();
    });
    await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
    await page.mouse.click(point.x, point.y);
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
    expect(await page.$eval('aside', (popover) => popover.matches(':popover-open'))).toBe(true);
    await page.keyboard.press('Escape');
    await page.$eval('aside', (popover) => popover.hidePopover());
    await expect.poll(() => hasBadgeAt(page, point)).toBe(false);
  });

  it('follows its picture into full screen and out again', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?screen`);
    await page.evaluate(() => {
      const [image] = document.images;
      const figure = document.createElement('figure');
      image?.replaceWith(figure);
      if (image) figure.append(image);
      document.body.insertAdjacentHTML('beforeend', '<button>Full screen</button>');
      document.querySelector('button')?.addEventListener('click', () => figure.requestFullscreen());
    });
    const [picture] = await at.extension.annotate(page);
    const isBadged = async () => hasBadgeAt(page, await badgePoint(page, 'img', picture));
    await expect.poll(isBadged).toBe(true);
    await page.click('button');
    await page.waitForFunction(() => document.fullscreenElement);
    await expect.poll(isBadged).toBe(true);
    await page.evaluate(() => document.exitFullscreen());
    await page.waitForFunction(() => !document.fullscreenElement);
    await expect.poll(isBadged).toBe(true);
  });

  it('goes on when an app shows another page without loading one', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?app`);
    await at.extension.annotate(page);
    await page.evaluate(() => {
      history.pushState({}, '', '/next');
      document.body.innerHTML = '<img src="/demo/sample2.jpg?next" width="600" height="400" alt="">';
    });
    await expect
      .poll(async () => (await at.extension.ask(await at.extension.tabIdOf(page), 'report'))?.at(-1)?.source, { timeout: 10_000 })
      .toMatch(/next$/);
    await expect.poll(() => badgeLabels(page), { timeout: 10_000 }).toHaveLength(3);
  });

  it('takes one picture at a time behind another tab, and a few when it is in front again', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/text.html?silent`);
    await page.evaluate(() => {
      for (let index = 0; index < 8; index++)
        document.body.append(Object.assign(new Image(200, 200), { src: `/bad/silent.jpg?${index}` }));
    });
    const tabId = await at.extension.tabIdOf(page);
    await at.extension.control.bringToFront();
    await expect.poll(() => page.evaluate(() => document.hidden)).toBe(true);
    await at.extension.control.evaluate(
      (id) => browser.runtime.sendMessage({ to: 'background', kind: 'annotate-page', tabId: id }),
      tabId,
    );
    await expect.poll(() => countWorking(page), { timeout: 5000 }).toBe(1);
    await new Promise((done) => setTimeout(done, 1000));
    expect(await countWorking(page)).toBe(1);
    await page.bringToFront();
    await expect.poll(() => countWorking(page), { timeout: 5000 }).toBe(4);
    await page.close();
  });

  it('forgets most of what an endless page has taken away', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/text.html?endless`);
    await at.extension.annotate(page);
    const tabId = await at.extension.tabIdOf(page);
    const [atOnce, times] = [150, 9];
    await page.evaluate((count) => {
      for (let index = 0; index < count; index++) document.body.append(new Image(40, 40));
    }, atOnce);
    const done = async () => (await at.extension.ask(tabId, 'status'))?.done ?? 0;
    for (let time = 0; time < times; time++) {
      // Too small to be looked at: what is counted here is what is remembered.
      await page.$$eval(
        'img',
        (images, from) => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
          const context = canvas.getContext('2d');
          for (const [index, image] of images.entries()) {
            if (context) context.fillStyle = `#${(from + index).toString(16).padStart(6, '0')}`;
            context?.fillRect(0, 0, 8, 8);
            image.src = canvas.toDataURL();
          }
        },
        time * atOnce,
      );
      await expect.poll(async () => !(await at.extension.ask(tabId, 'status'))?.running && (await done()) > 0).toBe(true);
      await new Promise((settled) => setTimeout(settled, 300));
    }
    await expect.poll(done, { timeout: 5000 }).toBeLessThanOrEqual(1000 + atOnce);
    expect(await done()).toBeGreaterThanOrEqual(1000);
  });

  it('goes on with the pictures that come, until it is stopped', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/arrivals.html`);
    await at.extension.annotate(page);
    const sources = async () => {
      const pictures = await at.extension.ask(await at.extension.tabIdOf(page), 'report');
      return pictures?.map(({ source, reason, faces }) => reason ?? `${source.replace(/.*[?]|:.*/, '')} ${faces.length}`);
    };
    expect(await sources()).toEqual(['first 3']);
    const arrive = (what: string) => page.evaluate((name) => dispatchEvent(new Event(name)), what);
    const later = ['changed', 'appended', 'unhidden', 'scrolled', 'shadow', 'styled'];
    for (const [index, what] of later.entries()) {
      await arrive(what);
      await expect.poll(sources, { message: what }).toHaveLength(index + 2);
    }
    expect(await sources()).toEqual(['first 3', ...later.map((what) => `${what} 3`)]);
    // The first one was changed.
    await expect.poll(() => badgeLabels(page)).toHaveLength(18);

    // A film is one picture, which changes.
    await arrive('film');
    await expect.poll(sources, { timeout: 5000 }).toContain('frame 3');
    await expect.poll(() => badgeLabels(page)).toHaveLength(21);
    await arrive('blank-film');
    // The second detector loads for the first picture without a face.
    await expect.poll(sources, { timeout: 10_000 }).toContain('frame 0');
    await expect.poll(() => badgeLabels(page)).toHaveLength(18);

    await at.extension.ask(await at.extension.tabIdOf(page), 'stop');
    await arrive('last');
    await page.waitForSelector('#last');
    await new Promise((done) => setTimeout(done, 1000));
    expect(await sources()).toHaveLength(8);
  });

  // Firefox tells no driver what a page's scripts cost.
  it.runIf(name === 'chromium')('costs a page nothing on which nothing happens', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html`);
    await page.evaluate(async () => {
      for (let index = 0; index < 1000; index++) {
        const icon = Object.assign(new Image(), { src: '/demo/sample1.jpg' });
        icon.style.cssText = `position: fixed; left: ${8 * (index % 50)}px; top: ${index % 2}px; width: 8px; height: 8px; opacity: ${index % 2}`;
        document.body.append(icon);
      }
      await Promise.all([...document.images].map((image) => image.decode()));
    });
    await at.extension.annotate(page);
    const session = await page.createCDPSession();
    await session.send('Performance.enable');
    const busyMs = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name: metric }) => metric === 'TaskDuration')?.value ?? Number.NaN);
    };
    const pause = () => new Promise((done) => setTimeout(done, 2000));
    await pause();
    const before = await busyMs();
    await pause();
    expect((await busyMs()) - before).toBeLessThan(40);
  });

  it('keeps badges when the browser picks another candidate of a picture', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/candidates.html`);
    await page.setViewport({ width: 1000, height: 700, deviceScaleFactor: 1 });
    const pictures = await at.extension.annotate(page);
    await expect.poll(() => badgeLabels(page)).toHaveLength(6);
    const shown = () => page.$$eval('img', (images) => images.map(({ currentSrc }) => currentSrc.replace(/.*\?/, '')));
    expect(await shown()).toEqual(['1x', 'wide']);
    await page.setViewport({ width: 600, height: 700, deviceScaleFactor: 2 });
    await expect.poll(shown).toEqual(['2x', 'narrow']);
    for (const [index, selector] of ['#density', '#width'].entries()) {
      const point = await badgePoint(page, selector, pictures[index]);
      await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
    }
    // Nothing is looked at twice for it.
    expect(await at.extension.annotate(page)).toHaveLength(2);
    expect(await badgeLabels(page)).toHaveLength(6);
    await page.$eval('#density', (image) => {
      (image as HTMLImageElement).srcset = '/demo/sample3.jpg';
    });
    await expect.poll(() => badgeLabels(page)).toHaveLength(3);
  });

  it('lets only those boxes cut badges off that cut the picture off', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/boxes.html`);
    const [picture] = await at.extension.annotate(page);
    await expect.poll(() => badgeLabels(page)).toHaveLength(9);
    for (const [box, isSeen] of Object.entries({ inline: true, contents: true, block: false })) {
      const point = await badgePoint(page, `#${box} img`, picture);
      await expect.poll(() => hasBadgeAt(page, point), { message: box }).toBe(isSeen);
    }
  });

  it('leaves out what a box has scrolled away where the focus goes from badge to badge', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?scroller`);
    await page.$eval('img', (image) => {
      const scroller = document.createElement('div');
      scroller.style.cssText = 'height: 350px; overflow: scroll';
      image.replaceWith(scroller);
      scroller.append(image, Object.assign(document.createElement('p'), { style: 'height: 2000px' }));
    });
    await at.extension.annotate(page);
    const tabId = await at.extension.tabIdOf(page);
    const isReached = () => at.extension.ask(tabId, 'focus');
    await expect.poll(isReached).toBe(true);
    const scrollTo = (share: number) =>
      page.$eval(
        'img',
        (image, part) => {
          if (image.parentElement) image.parentElement.scrollTop = image.height * part;
        },
        share,
      );
    // Its lower edge is still to be seen, its faces are not.
    await scrollTo(0.95);
    await expect.poll(isReached).toBe(false);
    await scrollTo(0);
    await expect.poll(isReached).toBe(true);
  });

  it.each([
    ['', 'dialog'],
    ['?shadow', '>>> dialog'],
  ])('moves into a dialog that the page opens, keeps its clicks to itself, and moves out again: "%s"', async (where, dialog) => {
    const page = await at.extension.openPage(`${at.server.origin}/dialog.html${where}`);
    const [first] = await at.extension.annotate(page);
    const behind = await badgePoint(page, '#behind', first);
    await expect.poll(() => hasBadgeAt(page, behind)).toBe(true);
    await page.$eval(dialog, (element) => (element as HTMLDialogElement).showModal());
    await expect.poll(() => hasBadgeAt(page, behind)).toBe(false);

    const [, second] = await at.extension.annotate(page);
    const inside = await badgePoint(page, '#inside', second);
    await expect.poll(() => hasBadgeAt(page, inside)).toBe(true);
    await page.mouse.click(inside.x, inside.y);
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
    await page.keyboard.press('Escape');
    await expect.poll(() => popoverLabel(page)).toBeUndefined();
    expect(await page.$eval(dialog, (element) => (element as HTMLDialogElement).open)).toBe(true);

    await page.$eval(dialog, (element) => (element as HTMLDialogElement).close());
    await expect.poll(() => hasBadgeAt(page, behind)).toBe(true);
  });

  it('works where elements are named like what scripts call', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/names.html`);
    const [picture] = await at.extension.annotate(page);
    expect(picture?.faces).toHaveLength(3);
    await expect.poll(() => badgeLabels(page)).toHaveLength(3);
    const { x, y } = await badgePoint(page, '.photograph', picture);
    await expect.poll(() => hasBadgeAt(page, { x, y })).toBe(true);
    await page.mouse.click(x, y);
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
  });
});
