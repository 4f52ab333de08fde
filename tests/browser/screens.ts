/**
 * `npm run screens -- --out DIR`: what a person sees, in both browsers, light and dark, at 100 % and 200 %, as pictures to look at.
 * `--language de` shows it in that language, where the browsers have it (Debian: chromium-l10n, firefox-esr-l10n-de).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'puppeteer-core';
import { runCommand, userFolder } from '../../scripts/common/command.ts';
import { badgePoint } from './badges.ts';
import { BROWSERS, type Extension, PAGE_HOST, startExtension } from './extension.ts';
import { brokenPicture, give, noPicture, photographs, untilDone } from './local-page.ts';
import { startServer } from './server.ts';

/** Longer than all that moves. */
const SETTLE_MS = 500;
const WINDOW_PX = 1280;
/** A side panel is about so wide, and in steps of zoom it gets wider. */
const PANEL_PX = 360;

/** Each shows one thing, and returns the page to be photographed. */
const scenes: Record<string, (extension: Extension, origin: string) => Promise<Page>> = {
  async badges({ openPage, annotate }, origin) {
    const page = await openPage(`${origin}/demo.html`);
    await annotate(page);
    return page;
  },
  async popover({ openPage, annotate }, origin) {
    const page = await openPage(`${origin}/one-picture.html`);
    const [picture] = await annotate(page);
    const { x, y } = await badgePoint(page, 'img', picture);
    await page.mouse.click(x, y);
    return page;
  },
  async article({ openPage, annotate }, origin) {
    const page = await openPage(`${origin}/article.html`);
    const [picture] = await annotate(page);
    const { x, y } = await badgePoint(page, 'img', picture);
    await page.mouse.click(x, y);
    return page;
  },
  async panel({ openPage, annotate, openPanel, tabIdOf }, origin) {
    const page = await openPage(`${origin}/demo.html`);
    await annotate(page);
    const panel = await openPanel(await tabIdOf(page));
    await panel.waitForSelector('.face');
    const checks = await panel.$$('.check');
    for (const check of checks.slice(1, 3)) await check.click();
    await panel.$eval('input[type=range]', (range) => {
      range.value = '20';
      range.dispatchEvent(new InputEvent('input'));
    });
    return panel;
  },
  async 'panel-idle'({ openPage, openPanel, tabIdOf }, origin) {
    return openPanel(await tabIdOf(await openPage(`${origin}/demo.html`)));
  },
  async 'panel-failed'({ openPage, annotate, openPanel, tabIdOf }, origin) {
    const page = await openPage(`${origin}/other-origin.html`);
    await page.$eval('img + img', (image) => image.remove());
    await annotate(page);
    return openPanel(await tabIdOf(page));
  },
  async 'popover-corrected'({ openPage, annotate }, origin) {
    const page = await openPage(`${origin}/one-picture.html?corrected`);
    const [picture] = await annotate(page);
    const { x, y } = await badgePoint(page, 'img', picture);
    await page.mouse.click(x, y);
    await sleep(SETTLE_MS);
    for (const key of ['Tab', 'Enter', '4', '4', 'Enter'] as const) await page.keyboard.press(key);
    return page;
  },
  async popup({ openPage, annotate, openPopup, tabIdOf }, origin) {
    const page = await openPage(`${origin}/other-origin.html`);
    await annotate(page);
    return openPopup(await tabIdOf(page));
  },
  local: ({ openExtensionPage }) => openExtensionPage('local.html'),
  async 'local-done'({ openExtensionPage }) {
    const page = await openExtensionPage('local.html');
    await give(page, [...photographs, brokenPicture, noPicture]);
    await untilDone(page);
    return page;
  },
  options: ({ openExtensionPage }) => openExtensionPage('options.html'),
  async 'options-end'({ openExtensionPage }) {
    const page = await openExtensionPage('options.html');
    await page.waitForSelector('main');
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    return page;
  },
  'model-card': ({ openExtensionPage }) => openExtensionPage('model-card.html'),
  licences: ({ openExtensionPage }) => openExtensionPage('licences.html'),
  welcome: ({ openExtensionPage }) => openExtensionPage('welcome.html'),
};

async function photograph(page: Page, file: string, widthPx: number, scale: number): Promise<void> {
  await page.setViewport({ width: widthPx / scale, height: 900 / scale, deviceScaleFactor: scale });
  await page.bringToFront();
  await sleep(SETTLE_MS);
  await writeFile(file, await page.screenshot());
}

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'screens' },
      scene: { type: 'string', multiple: true, default: Object.keys(scenes) },
      language: { type: 'string', default: 'en-US' },
    },
  });
  const dir = path.resolve(userFolder, values.out);
  await mkdir(dir, { recursive: true });
  const server = await startServer();
  for (const name of BROWSERS)
    for (const [look, dark] of [
      ['light', 0],
      ['dark', 1],
    ] as const) {
      const extension = await startExtension(name, [PAGE_HOST], {
        language: values.language,
        prefs: { 'ui.systemUsesDarkTheme': dark, 'layout.css.prefers-color-scheme.content-override': 1 - dark },
        args: name === 'chromium' && dark ? ['--force-dark-mode'] : [],
      });
      for (const [scene, open] of Object.entries(scenes)) {
        if (!values.scene.includes(scene)) continue;
        const page = await open(extension, server.origin);
        for (const scale of [1, 2]) {
          const widthPx = scene.startsWith('panel') ? PANEL_PX * scale : WINDOW_PX;
          await photograph(page, path.join(dir, `${scene}-${name}-${look}-${scale}00.png`), widthPx, scale);
        }
        console.log(scene, name, look);
      }
      await extension.close();
    }
  server.close();
  console.log(dir);
  return 0;
});
