import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import type { Page } from 'puppeteer-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Picture, Report } from '../../src/report.ts';
import { temporaryFolder } from '../unit/temporary-folder.ts';
import { announced, badgeLabels, hasBadgeAt, markLabels, popoverLabel } from './badges.ts';
import { turnedByExif } from './exif.ts';
import { BROWSERS, useExtension } from './extension.ts';
import {
  brokenPicture,
  dropFolder,
  give,
  makeFile,
  noPicture,
  outcomes,
  photographs,
  press,
  textOf,
  untilDone,
} from './local-page.ts';

const [first, second] = photographs as [string, string];

/** What the page hands to the browser's downloads, kept by name. */
async function keepDownloads(page: Page): Promise<void> {
  await page.evaluate(() => {
    const kept: Record<string, Blob> = {};
    Object.assign(globalThis, { kept });
    const blobs = new Map<string, Blob>();
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob: Blob) => {
      const url = create(blob);
      blobs.set(url, blob);
      return url;
    };
    HTMLAnchorElement.prototype.click = function () {
      kept[this.download] = blobs.get(this.href) as Blob;
    };
  });
}

async function downloaded(page: Page, name: string): Promise<Buffer> {
  const handle = await page.waitForFunction(
    async (wanted) => {
      const { kept } = globalThis as unknown as { kept: Record<string, Blob> };
      const blob = kept[wanted];
      if (!blob) return;
      const reader = new FileReader();
      reader.readAsDataURL(blob);
      await new Promise((resolve) => reader.addEventListener('load', resolve));
      return (reader.result as string).replace(/^.*,/, '');
    },
    { timeout: 20_000, polling: 100 },
    name,
  );
  return Buffer.from((await handle.jsonValue()) as string, 'base64');
}

async function reported(page: Page): Promise<Picture[]> {
  await press(page, 'JSON');
  const report: Report = JSON.parse((await downloaded(page, 'age-badges.json')).toString());
  return report.pictures;
}

describe.each(BROWSERS)('pictures on this device in %s', (name) => {
  const at = useExtension(name, []);
  let page: Page;

  beforeEach(async () => {
    if (page && !page.isClosed()) await page.close();
    page = await at.extension.openExtensionPage('local.html');
    await page.bringToFront();
    await keepDownloads(page);
  });

  it('estimates what was chosen, and one bad file hurts no other', async () => {
    expect(await textOf(page)).toContain('Nothing is uploaded');
    const folders = await page.$$eval('input', (inputs) => inputs.map((input) => input.webkitdirectory));
    expect(folders).toEqual([false, true]);
    await give(page, [...photographs, brokenPicture, noPicture]);
    await untilDone(page);
    expect(await outcomes(page)).toEqual([
      ...[3, 3, 3, 4, 5, 4].map((faces) => `Faces: ${faces}`),
      'This is not a picture that can be read.',
    ]);
    const text = await textOf(page);
    expect(text).toContain('Pictures: 7 · Faces: 22');
    expect(text).toContain('Not estimated1 This is not a picture that can be read.');
    expect(text).toContain('Not pictures: 1 (notes.txt)');
    await expect.poll(() => badgeLabels(page)).toHaveLength(22);
    await expect.poll(() => markLabels(page)).toEqual(['This is not a picture that can be read.']);
    expect(await announced(page)).toBe('Finished. Pictures: 7. Faces: 22. Not estimated: 1.');
  });

  it('is worked with by keys alone', async () => {
    await give(page, [first, second]);
    await untilDone(page);
    await page.focus('.open');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] img');
    const label = () => page.$eval('dialog', (dialog) => dialog.ariaLabel);
    expect(await label()).toBe(path.basename(second));
    await page.keyboard.press('ArrowLeft');
    await expect.poll(label).toBe(path.basename(first));
    await page.keyboard.press('Escape');
    await expect.poll(() => page.$('dialog[open]')).toBeNull();
    // The grid is one stop of the Tab key, and the focus comes back to the picture that was open.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(path.basename(second));
    expect(await page.$$eval('.open', (tiles) => tiles.map((tile) => (tile as HTMLElement).tabIndex))).toEqual([-1, 0]);
    await page.keyboard.press('Delete');
    await page.waitForSelector('.open[tabindex="0"]');
    await expect.poll(() => outcomes(page)).toHaveLength(1);
    await press(page, 'Undo');
    await expect.poll(() => outcomes(page)).toEqual(['Faces: 3', 'Faces: 3']);
  });

  it('opens a popover at a badge, large ones too', async () => {
    await give(page, [first]);
    await untilDone(page);
    await page.click('.open');
    await page.waitForSelector('dialog[open] img');
    const [picture] = await reported(page);
    const box = picture?.faces[0]?.box ?? { x: 0, y: 0, width: 0, height: 0 };
    const point = await page.$eval(
      'dialog img',
      (image, face) => {
        const { x, y, width, height } = image.getBoundingClientRect();
        const { naturalWidth, naturalHeight } = image as HTMLImageElement;
        const scale = Math.min(width / naturalWidth, height / naturalHeight);
        const [left, top] = [x + (width - naturalWidth * scale) / 2, y + (height - naturalHeight * scale) / 2];
        return { x: left + (face.x + face.width / 2) * scale, y: top + face.y * scale - 4 };
      },
      box,
    );
    await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
    await page.mouse.click(point.x, point.y);
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
    await page.keyboard.press('Escape');
    await expect.poll(() => popoverLabel(page)).toBeUndefined();
    expect(await page.$('dialog[open]')).not.toBeNull();
  });

  it('stops, keeps what is done, and continues', async () => {
    const bytes = await readFile(first);
    // A byte after the end makes each another picture, which is not known already.
    const many = Array.from({ length: 24 }, (_, index) =>
      makeFile(`copy${index}.jpg`, Buffer.concat([bytes, Buffer.from([index])])),
    );
    await give(page, many);
    await expect.poll(async () => (await outcomes(page)).includes('Faces: 3'), { timeout: 20_000 }).toBe(true);
    await press(page, 'Stop');
    await sleep(500);
    const kept = await outcomes(page);
    expect(kept.filter((line) => line === 'Faces: 3').length).toBeGreaterThan(0);
    expect(kept).toContain('Waiting');
    expect(kept).not.toContain('Estimating…');
    await press(page, 'Continue');
    await untilDone(page);
    expect(await outcomes(page)).toEqual(Array(24).fill('Faces: 3'));
    // Only what is near the view holds a picture.
    await page.setViewport({ width: 700, height: 400 });
    await expect.poll(() => page.$$eval('.tile img', (images) => images.length)).toBeLessThan(16);
    await press(page, 'Clear all');
    await expect.poll(() => textOf(page)).toContain('Pictures removed: 24');
    await press(page, 'Undo');
    await expect.poll(() => outcomes(page)).toHaveLength(24);
    await page.setViewport(null);
  });

  it('takes dropped and pasted files, each once', async () => {
    const base64 = (await readFile(first)).toString('base64');
    await page.evaluate(async (data) => {
      const blob = await (await fetch(`data:image/jpeg;base64,${data}`)).blob();
      const transferOf = (name: string) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([blob], name, { type: 'image/jpeg', lastModified: 1 }));
        return transfer;
      };
      for (const name of ['dropped.jpg', 'dropped.jpg'])
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transferOf(name), bubbles: true }));
      // Firefox makes no such event with files in it.
      const paste = Object.assign(new Event('paste', { bubbles: true }), { clipboardData: transferOf('pasted.jpg') });
      document.body.dispatchEvent(paste);
    }, base64);
    await expect.poll(() => outcomes(page)).toHaveLength(2);
    await untilDone(page);
    expect(await outcomes(page)).toEqual(['Faces: 3', 'Faces: 3']);
  });

  // No other driver can drop a folder, and none can choose one.
  it.runIf(name === 'chromium')('takes a dropped folder with all below it', async () => {
    const dir = temporaryFolder();
    await mkdir(path.join(dir, 'below'));
    for (const file of ['one.jpg', 'below/two.jpg']) await copyFile(first, path.join(dir, file));
    await writeFile(path.join(dir, 'list.txt'), '');
    await dropFolder(page, dir);
    await expect.poll(() => outcomes(page)).toHaveLength(2);
    await untilDone(page);
    const folder = path.basename(dir);
    const sources = (await reported(page)).map(({ source }) => source);
    expect(sources.sort()).toEqual([`${folder}/below/two.jpg`, `${folder}/one.jpg`]);
    expect(await textOf(page)).toContain(`Not pictures: 1 (${folder}/list.txt)`);
  });

  it('is opened from the popup', async () => {
    await page.close();
    const popup = await at.extension.openExtensionPage('popup.html');
    await popup.waitForSelector('.quiet');
    await press(popup, 'Pictures on this device…').catch(() => {
      // The popup closes itself.
    });
    const addresses = async () =>
      Promise.all((await at.extension.browser.pages()).map((one) => one.evaluate(() => location.pathname).catch(() => '')));
    await expect.poll(addresses).toContain('/local.html');
  });

  it('turns photographs as their camera says', async () => {
    const file = makeFile('turned.jpg', await turnedByExif(page, first));
    await give(page, [first, file]);
    await untilDone(page);
    const [upright, other] = await reported(page);
    expect(other).toMatchObject({ source: 'turned.jpg', width: upright?.width, height: upright?.height });
    expect(other?.faces).toHaveLength(3);
    for (const [index, { box }] of (upright?.faces ?? []).entries())
      expect(Math.abs((other?.faces[index]?.box.x ?? 0) - box.x)).toBeLessThan(box.width / 4);
  });

  it('saves the table, and copies with badges drawn into them', async () => {
    await give(page, [first, second, brokenPicture]);
    await untilDone(page);
    await press(page, 'Table (CSV)');
    const rows = Buffer.from(await downloaded(page, 'age-badges.csv'))
      .toString()
      .trim()
      .split('\r\n');
    expect(rows).toHaveLength(8);
    expect(rows[1]).toMatch(/^sample1.jpg,done,,1,/);
    expect(rows[7]).toMatch(/^broken.jpg,failed,not-a-picture,/);

    const [picture] = await reported(page);
    await press(page, 'Pictures with badges');
    const copies = unzipSync(await downloaded(page, 'age-badges.zip'));
    expect(Object.keys(copies)).toEqual(['sample1-ages.jpg', 'sample2-ages.jpg']);

    // Changed where the badge is, and not in the lower right corner.
    const box = picture?.faces[0]?.box ?? { x: 0, y: 0, width: 0, height: 0 };
    const changes = await page.evaluate(
      async (before, after, face) => {
        const pixels = async (data: string) => {
          const bitmap = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${data}`)).blob());
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
          context.drawImage(bitmap, 0, 0);
          const around = (x: number, y: number) => [...context.getImageData(Math.round(x), Math.round(y), 16, 8).data];
          return {
            size: [bitmap.width, bitmap.height],
            badge: around(face.x + face.width / 2 - 8, face.y - 16),
            corner: around(bitmap.width - 16, bitmap.height - 8),
          };
        };
        const [a, b] = [await pixels(before), await pixels(after)];
        const change = (one: number[], other: number[]) =>
          one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;
        return { sizes: [a.size, b.size], badge: change(a.badge, b.badge), corner: change(a.corner, b.corner) };
      },
      (await readFile(first)).toString('base64'),
      Buffer.from(copies['sample1-ages.jpg'] ?? []).toString('base64'),
      box,
    );
    expect(changes.sizes[1]).toEqual(changes.sizes[0]);
    expect(changes.badge).toBeGreaterThan(15);
    expect(changes.corner).toBeLessThan(5);
  });

  it('saves the copies that it can, and names the others', async () => {
    const folder = temporaryFolder();
    const [gone, kept] = [path.join(folder, 'gone.jpg'), path.join(folder, 'kept.jpg')];
    await copyFile(first, gone);
    await copyFile(second, kept);
    await give(page, [gone, kept]);
    await untilDone(page);
    await rm(gone);
    await press(page, 'Pictures with badges');
    expect(Object.keys(unzipSync(await downloaded(page, 'age-badges.zip')))).toEqual(['kept-ages.jpg']);
    expect(await textOf(page)).toContain('These copies could not be saved: gone.jpg');
  });

  it('brings back all that was removed since pictures came', async () => {
    await give(page, photographs.slice(0, 3));
    await untilDone(page);
    for (const left of [2, 1]) {
      await page.focus('.open');
      await page.keyboard.press('Delete');
      await expect.poll(async () => (await outcomes(page)).length).toBe(left);
    }
    // Nothing that could be added.
    await page.evaluate(() => document.dispatchEvent(new ClipboardEvent('paste')));
    await press(page, 'Undo');
    await expect.poll(async () => (await outcomes(page)).length).toBe(3);
  });
});
