import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

declare const browser: ExtensionApi;
declare const axe: { run(options: object): Promise<AxeResults> };

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** All pages of the extension. The popup comes over a page with faces, so that all of it is there. */
const PAGES = ['popup.html', 'options.html', 'welcome.html', 'panel.html', 'local.html', 'model-card.html', 'licences.html'];

/** Tags and texts of what is wrong. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} ${html} ${failureSummary}`),
  );
}

/** How many controls there are, and how many of them Tab reaches: of radio buttons, one for each group. */
async function countReached(page: Page): Promise<{ controls: number; reached: number }> {
  const controls = await page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLInputElement>('a[href], button, input, select')].filter(
      (control) => !control.disabled && control.checkVisibility(),
    );
    return all.filter(({ type, checked }) => type !== 'radio' || checked).length;
  });
  const reached = new Set<number>();
  for (let press = 0; press <= controls; press++) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(() => {
        const { activeElement, body } = document;
        return activeElement && activeElement !== body ? [...document.querySelectorAll('*')].indexOf(activeElement) : -1;
      }),
    );
  }
  reached.delete(-1);
  return { controls, reached: reached.size };
}

describe.each(BROWSERS.flatMap((name) => (['light', 'dark'] as const).map((look) => ({ name, look }))))(
  'in $name, $look',
  ({ name, look }) => {
    const dark = look === 'dark' ? 1 : 0;
    const at = useExtension(name, [PAGE_HOST], {
      prefs: { 'ui.systemUsesDarkTheme': dark, 'layout.css.prefers-color-scheme.content-override': 1 - dark },
      args: name === 'chromium' && dark ? ['--force-dark-mode'] : [],
    });

    it.each(PAGES)('%s has no fault that axe finds, and the keyboard reaches all of it', async (path) => {
      const { openPage, annotate, openPopup, openExtensionPage, tabIdOf } = at.extension;
      let page: Page;
      if (path === 'popup.html') {
        const target = await openPage(`${at.server.origin}/other-origin.html`);
        await annotate(target);
        page = await openPopup(await tabIdOf(target));
      } else page = await openExtensionPage(path);
      // The settings have something to show.
      const sites = { 'https://example.org/*': 'never' };
      await at.extension.control.evaluate((settings) => browser.storage.local.set({ settings }), { sites });
      await page.bringToFront();
      await page.waitForSelector('main');
      expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(dark === 1);
      expect(await violations(page)).toEqual([]);
      const { controls, reached } = await countReached(page);
      expect(reached).toBe(controls);
    });
  },
);
