/** `npm run store-screens`: the pictures in docs/store, of scenes that show no photograph but one in the public domain. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { runCommand } from '../../scripts/common/command.ts';
import { badgePoint } from './badges.ts';
import { type Extension, startExtension } from './extension.ts';
import { give, makeFile, untilDone } from './local-page.ts';
import { startServer } from './server.ts';

const root = path.join(import.meta.dirname, '../..');
const outDir = path.join(root, 'docs/store');

/** What the list says the page is from; it is the test server's. */
const HOST = 'example.org';

/** What both stores ask for. */
const [WIDTH_PX, HEIGHT_PX] = [1280, 800];
const PANEL_PX = 360;
const QUALITY = 82;
/** Longer than all that moves. */
const SETTLE_MS = 500;

async function photograph(page: Page, widthPx = WIDTH_PX): Promise<string> {
  await page.setViewport({ width: widthPx, height: HEIGHT_PX });
  await page.bringToFront();
  await sleep(SETTLE_MS);
  return page.screenshot({ encoding: 'base64' });
}

/** Pictures side by side, as JPEG. */
async function join({ browser }: Extension, pictures: string[]): Promise<Uint8Array> {
  const page = await browser.newPage();
  await page.setViewport({ width: WIDTH_PX, height: HEIGHT_PX });
  const images = pictures.map((base64) => `<img src="data:image/png;base64,${base64}">`).join('');
  await page.setContent(`<style>body { display: flex; margin: 0 } img + img { box-shadow: 0 0 0 1px #ccc }</style>${images}`);
  const joined = await page.screenshot({ type: 'jpeg', quality: QUALITY });
  await page.close();
  return joined;
}

async function openPortraits({ openPage, annotate }: Extension, origin: string): Promise<Page> {
  const page = await openPage(`${origin}/portraits.html`);
  await page.waitForSelector('[data-ready]');
  await page.setViewport({ width: WIDTH_PX - PANEL_PX, height: HEIGHT_PX });
  await annotate(page);
  return page;
}

/** Each gives the pictures that stand beside one another. */
const scenes: Record<string, (extension: Extension, origin: string) => Promise<string[]>> = {
  async details({ openPage, annotate }, origin) {
    const page = await openPage(`${origin}/article.html`);
    await page.setViewport({ width: WIDTH_PX, height: HEIGHT_PX });
    const [picture] = await annotate(page);
    const { x, y } = await badgePoint(page, 'img', picture);
    await page.mouse.click(x, y);
    return [await photograph(page)];
  },
  async list(extension, origin) {
    const page = await openPortraits(extension, origin);
    const panel = await extension.openPanel(await extension.tabIdOf(page));
    await panel.waitForSelector('.face');
    const listed = await photograph(panel, PANEL_PX);
    return [await photograph(page, WIDTH_PX - PANEL_PX), listed];
  },
  async 'local-pictures'({ openPage, openExtensionPage }, origin) {
    const portraits = await openPage(`${origin}/portraits.html`);
    await portraits.waitForSelector('[data-ready]');
    const copies = await portraits.$$eval('figure', (figures) =>
      figures.map((figure) => ({ caption: figure.textContent, url: figure.querySelector('img')?.src })),
    );
    const page = await openExtensionPage('local.html');
    await page.setViewport({ width: WIDTH_PX, height: HEIGHT_PX });
    const files = copies.map(({ caption, url }) => makeFile(`${caption}.jpg`, Buffer.from(url?.split(',')[1] ?? '', 'base64')));
    await give(page, files);
    await untilDone(page);
    return [await photograph(page)];
  },
  async settings({ openExtensionPage }) {
    const page = await openExtensionPage('options.html');
    await page.waitForSelector('main');
    return [await photograph(page)];
  },
};

await runCommand(async () => {
  await mkdir(outDir, { recursive: true });
  const server = await startServer();
  const extension = await startExtension('chromium', [`http://${HOST}/*`], {
    args: [`--host-resolver-rules=MAP ${HOST} ${new URL(server.origin).host}`],
  });
  for (const [index, [scene, take]] of Object.entries(scenes).entries()) {
    const file = path.join(outDir, `${index + 1}-${scene}.jpg`);
    await writeFile(file, await join(extension, await take(extension, `http://${HOST}`)));
    console.log(path.relative(root, file));
  }
  await extension.close();
  server.close();
  return 0;
});
