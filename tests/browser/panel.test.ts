import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import type { ListedPicture, Listing } from '../../src/protocol.ts';
import type { Report } from '../../src/report.ts';
import { crowdLabels, revealedLabels } from './badges.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

declare const browser: ExtensionApi;
declare const chrome: { runtime: { getContexts(filter: { contextTypes: string[] }): Promise<unknown[]> } };

const press = (panel: Page, label: string) =>
  panel.evaluate(
    (wanted) => [...document.querySelectorAll('button')].find((button) => button.textContent === wanted)?.click(),
    label,
  );
const text = (panel: Page) => panel.evaluate(() => document.body.textContent ?? '');
const labels = (panel: Page) => panel.$$eval('.face', (faces) => faces.map((face) => face.ariaLabel ?? ''));
const ages = async (panel: Page) => (await labels(panel)).map((label) => Number(/\d+/.exec(label)?.[0]));

/** Sets a handle of the range of ages. */
const setAge = (panel: Page, handle: string, age: number) =>
  panel.$eval(
    `input[aria-label="${handle}"]`,
    (input, value) => {
      (input as HTMLInputElement).value = String(value);
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    age,
  );

/** What the list saves from now on comes to hand instead. */
const catchFiles = (panel: Page) =>
  panel.evaluate(() => {
    HTMLAnchorElement.prototype.click = async function () {
      document.body.dataset.saved = this.download;
      document.body.dataset.content = await (await fetch(this.href)).text();
    };
  });

describe.each(BROWSERS)('the list of faces in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  async function openList(path: string): Promise<{ page: Page; panel: Page; tabId: number }> {
    const page = await at.extension.openPage(`${at.server.origin}/${path}`);
    const tabId = await at.extension.tabIdOf(page);
    return { page, tabId, panel: await at.extension.openPanel(tabId) };
  }

  it('begins a run and shows the faces in page order, or by age', async () => {
    const { panel, page, tabId } = await openList('demo.html');
    await expect.poll(() => text(panel)).toContain('will be listed here');
    // A page that is not in front is not painted, and its pictures wait.
    await press(panel, 'Estimate ages on this page');
    await page.bringToFront();
    await expect.poll(() => ages(panel), { timeout: 20_000 }).toHaveLength(22);
    const report = (await at.extension.ask(tabId, 'report')) ?? [];
    const inPage = report.flatMap(({ faces }) => faces.map(({ age }) => Math.round(age)));
    expect(await ages(panel)).toEqual(inPage);
    await panel.bringToFront();
    await panel.select('select', 'age');
    expect(await ages(panel)).toEqual(inPage.toSorted((a, b) => a - b));
    const crops = await panel.$$eval('.face img', (images) => images.map(({ src }) => src));
    expect(crops.every((src) => src.startsWith('data:image/jpeg'))).toBe(true);
    expect(new Set(crops).size).toBe(22);
  });

  it('filters by age and by how sure an estimate is', async () => {
    const { panel, page } = await openList('demo.html?filter');
    await at.extension.annotate(page);
    await panel.bringToFront();
    await expect.poll(() => ages(panel), { timeout: 10_000 }).toHaveLength(22);
    const all = await ages(panel);
    await setAge(panel, 'Oldest age shown', 40);
    await setAge(panel, 'Youngest age shown', 30);
    expect(await text(panel)).toContain('Ages 30 to 40');
    expect(await ages(panel)).toEqual(all.filter((age) => age >= 30 && age <= 40));
    await panel.click('input[type=checkbox]');
    expect((await labels(panel)).filter((label) => label.includes('unsure'))).toEqual([]);
    await setAge(panel, 'Oldest age shown', 30);
    await setAge(panel, 'Youngest age shown', 90);
    // One handle does not pass the other.
    expect(await text(panel)).toContain('Ages 30 to 30');
  });

  it('scrolls the page to a face', async () => {
    const { panel, page } = await openList('demo.html?reveal');
    await page.setViewport({ width: 700, height: 400 });
    await at.extension.annotate(page);
    await panel.bringToFront();
    await expect.poll(() => ages(panel), { timeout: 10_000 }).toHaveLength(22);
    await panel.$$eval('.face', (faces) => (faces.at(-1) as HTMLElement).click());
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(400);
    await panel.focus('.faces');
    await panel.keyboard.press('Home');
    await panel.keyboard.press('Enter');
    await expect.poll(() => revealedLabels(page)).toContain((await labels(panel))[0]);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(400);
    await expect.poll(() => revealedLabels(page), { timeout: 5_000 }).toEqual([]);
  });

  it('unfolds a crowd for a face of it', async () => {
    const { panel, page } = await openList('crowd.html?reveal');
    await page.waitForSelector('img');
    await at.extension.annotate(page);
    await expect.poll(() => crowdLabels(page)).toHaveLength(1);
    await panel.bringToFront();
    await panel.waitForSelector('.face');
    await panel.focus('.faces');
    await panel.keyboard.press('Home');
    await panel.keyboard.press('Enter');
    await expect.poll(() => revealedLabels(page)).toEqual([(await labels(panel))[0]]);
    await expect.poll(() => crowdLabels(page)).toEqual([]);
  });

  it('copies and saves what is selected, or all', async () => {
    const { panel, page } = await openList('one-picture.html');
    await at.extension.annotate(page);
    await panel.bringToFront();
    await expect.poll(() => ages(panel), { timeout: 10_000 }).toHaveLength(3);
    await catchFiles(panel);
    const saved = () => panel.evaluate(() => ({ ...document.body.dataset }));
    await press(panel, 'CSV');
    await expect.poll(async () => (await saved()).content?.split('\r\n')).toHaveLength(5);
    expect((await saved()).saved).toMatch(/^ages-127\.0\.0\.1-\d+\.csv$/);
    await panel.focus('.faces');
    for (const key of ['Home', ' ', 'ArrowRight', ' '] as const) await panel.keyboard.press(key);
    await expect.poll(() => text(panel)).toContain('Selected: 2');
    await press(panel, 'JSON');
    await expect.poll(async () => (await saved()).saved).toMatch(/\.json$/);
    await expect.poll(async () => (await saved()).content).toMatch(/^\{/);
    const report: Report = JSON.parse((await saved()).content ?? '');
    expect(report.pictures).toHaveLength(1);
    expect(report.pictures[0]?.faces).toHaveLength(2);
    expect(report).toMatchObject({ program: 'Age Badges', model: expect.stringContaining('c3ae') });
    await panel.evaluate(() => {
      navigator.clipboard.writeText = async (copied) => {
        document.body.dataset.copied = copied;
      };
    });
    await press(panel, 'Copy');
    await expect.poll(async () => (await saved()).copied?.split('\n')).toHaveLength(4);
    expect(await text(panel)).toContain('Copied');
  });

  it('forgets a page that is cleared or left', async () => {
    const { panel, page, tabId } = await openList('one-picture.html?left');
    await at.extension.annotate(page);
    await expect.poll(() => ages(panel), { timeout: 10_000 }).toHaveLength(3);
    await at.extension.ask(tabId, 'clear');
    await expect.poll(() => text(panel), { timeout: 5_000 }).toContain('will be listed here');
    await at.extension.annotate(page);
    await expect.poll(() => ages(panel), { timeout: 5_000 }).toHaveLength(3);
    await page.reload();
    await expect.poll(() => text(panel), { timeout: 5_000 }).toContain('will be listed here');
  });

  it('follows the tab in front', async () => {
    const [first, second] = [
      await at.extension.openPage(`${at.server.origin}/one-picture.html?first`),
      await at.extension.openPage(`${at.server.origin}/demo.html?second`),
    ];
    await at.extension.annotate(second);
    await at.extension.annotate(first);
    const panel = await at.extension.openExtensionPage('panel.html');
    await first.bringToFront();
    await expect.poll(() => ages(panel), { timeout: 10_000 }).toHaveLength(3);
    await second.bringToFront();
    await expect.poll(() => ages(panel), { timeout: 10_000 }).toHaveLength(22);
  });

  it('holds thousands of faces, of which few are in the document', async () => {
    const { panel, page } = await openList('one-picture.html?many');
    await at.extension.annotate(page);
    await panel.bringToFront();
    await expect.poll(() => ages(panel), { timeout: 10_000 }).toHaveLength(3);
    await panel.evaluate(async () => {
      const tabId = Number(new URLSearchParams(location.search).get('tab'));
      const all: Listing = await browser.tabs.sendMessage(tabId, { to: 'content', kind: 'list', since: 0 }, { frameId: 0 });
      const changed = Array.from({ length: 1000 }, (_, index) => ({ ...(all.changed[0] as ListedPicture), id: index + 1 }));
      Object.assign(browser.tabs, { sendMessage: async () => ({ ...all, order: changed.map(({ id }) => id), changed }) });
    });
    await expect.poll(() => text(panel)).toContain('Faces: 3,000');
    await panel.focus('.faces');
    await panel.keyboard.press('End');
    await expect.poll(() => panel.$$eval('.current', ([last]) => last?.getAttribute('aria-posinset'))).toBe('3000');
    expect((await ages(panel)).length).toBeLessThan(400);
  });

  it('opens at the click of the popup', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?popup`);
    await at.extension.annotate(page);
    const popup = await at.extension.openPopup(await at.extension.tabIdOf(page));
    await popup.bringToFront();
    await (await popup.waitForSelector('::-p-text(Open list)'))?.click().catch(() => {});
    const isOpen = () =>
      at.extension.control.evaluate(async () =>
        browser.sidebarAction
          ? browser.sidebarAction.isOpen({})
          : (await chrome.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] })).length > 0,
      );
    await expect.poll(isOpen, { timeout: 5_000 }).toBe(true);
  });

  it('says where extensions may not work', async () => {
    const control = await at.extension.tabIdOf(at.extension.control);
    const restricted = await at.extension.openPage('about:blank');
    const panel = await at.extension.openPanel(name === 'chromium' ? control : await at.extension.tabIdOf(restricted));
    await expect.poll(() => text(panel)).toContain('Click the toolbar button');
  });
});
