/** Pages that nobody wrote with extensions in mind: nothing reaches them, and nothing is stuck. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { badgeLabels } from './badges.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

describe.each(BROWSERS)('a broken page in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  /** Notes the errors that reach the page's own scripts. */
  async function open(file: string): Promise<Page> {
    const page = await at.extension.openPage('about:blank');
    await page.evaluateOnNewDocument(() => {
      const noted: string[] = [];
      Object.assign(window, { noted });
      for (const type of ['error', 'unhandledrejection']) addEventListener(type, (event) => noted.push(String(event.type)));
    });
    await page.goto(`${at.server.origin}/${file}`);
    return page;
  }

  const errorsIn = (page: Page) => page.evaluate(() => (window as { noted?: string[] }).noted);

  it.each([
    { file: 'strict.xhtml', faces: 3 },
    { file: 'sandboxed.html', faces: 3 },
    { file: 'huge.html', faces: 6 },
  ])('is annotated all the same: $file', async ({ file, faces }) => {
    const page = await open(file);
    const pictures = await at.extension.annotate(page);
    expect(pictures.flatMap((picture) => picture.faces)).toHaveLength(faces);
    expect(await badgeLabels(page)).toHaveLength(faces);
    expect(await errorsIn(page)).toEqual([]);
  });

  it('keeps up with a picture that changes all the time, and with one that goes', async () => {
    const page = await open('flicker.html');
    await at.extension.annotate(page);
    const tabId = await at.extension.tabIdOf(page);
    await page.waitForFunction(() => document.querySelector('img')?.src.endsWith('end'));
    await expect.poll(async () => (await at.extension.ask(tabId, 'status'))?.running).toBe(false);
    await expect.poll(() => badgeLabels(page)).toHaveLength(3);
    expect(await errorsIn(page)).toEqual([]);
  });

  it('is annotated again after it wrote itself anew', async () => {
    const page = await open('rewritten.html');
    await at.extension.annotate(page);
    await page.evaluate(() => dispatchEvent(new Event('rewrite')));
    await page.waitForSelector('img[src$="?new"]');
    const pictures = await at.extension.annotate(page);
    expect(pictures.find(({ source }) => source.endsWith('?new'))?.faces).toHaveLength(3);
    await expect.poll(() => badgeLabels(page)).toHaveLength(3);
    expect(await errorsIn(page)).toEqual([]);
  });

  it('is annotated although a frame in it has no address that means anything', async () => {
    const page = await open('one-picture.html');
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('afterbegin', '<iframe sandbox src="https://[MACRO]/" width="200" height="200"></iframe>');
    });
    const pictures = await at.extension.annotate(page);
    expect(pictures.flatMap((picture) => picture.faces)).toHaveLength(3);
    expect(await errorsIn(page)).toEqual([]);
  });

  it('is annotated in its frames where it has no body', async () => {
    const page = await open('frameset.html');
    const pictures = await at.extension.annotate(page);
    expect(pictures.flatMap((picture) => picture.faces)).toHaveLength(6);
    expect(await errorsIn(page)).toEqual([]);
  });
});
