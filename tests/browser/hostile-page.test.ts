/** A page cannot read what badges say, give orders, or take badges away by its style sheets. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import type { Picture } from '../../src/report.ts';
import { badgeLabels, badgePoint, hasBadgeAt, popoverLabel, popoverText } from './badges.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

declare const browser: ExtensionApi;
/** In spying.html: what the page has noted. */
declare const seen: string[];

/** How a page tries to hide and dress up what it cannot reach; its picture is to be seen all the while. */
const STYLES = [
  'html { opacity: 0.1; mix-blend-mode: difference; isolation: isolate; } body { filter: invert(1) opacity(0.5); }',
  '* { all: unset !important; } html, body { display: block !important; } head, head *, script { display: none !important; } img { width: 450px !important; height: 300px !important; }',
  ':host, ::part(badge), ::slotted(*), div[popover], :popover-open { display: none !important; visibility: hidden !important; }',
  'div[popover] { animation: away 1s infinite !important; } @keyframes away { from, to { opacity: 0; translate: 999px; } }',
  '* { transition: all 999s !important; } @starting-style { * { opacity: 0 !important; } }',
  '* { color: red !important; font: 99px serif !important; --surface: red; --ink: red; background: red !important; zoom: 1 !important; } html { --accent: red; }',
  '@layer one { div { opacity: 0 !important; display: none !important; } } div::before, div::after { content: "99" !important; }',
];

/** In Firefox that of the root is one of all that the window shows. */
const ROOT_FILTER = 'html { filter: invert(1) opacity(0.5); }';

describe.each(BROWSERS)('a hostile page in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  async function annotate(file: string) {
    const page = await at.extension.openPage(`${at.server.origin}/${file}`);
    const [picture] = await at.extension.annotate(page);
    await expect.poll(() => badgeLabels(page)).toHaveLength(3);
    return { page, picture };
  }

  async function openPopover(page: Page, picture: Picture | undefined): Promise<void> {
    const point = await badgePoint(page, 'img', picture);
    await expect.poll(() => hasBadgeAt(page, point)).toBe(true);
    await page.mouse.click(point.x, point.y);
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
  }

  it('sees where a badge is, and nothing of what it says', async () => {
    const { page, picture } = await annotate('spying.html');
    await openPopover(page, picture);
    const noted = await page.evaluate(() => [...seen]);
    // The host alone, empty.
    expect(noted.filter((line) => line.startsWith('added <'))).toEqual([expect.stringMatching(/^added <div [^<]*><\/div> $/)]);
    expect(noted.filter((line) => /Estimated|likely|badge|data:image/.test(line))).toEqual([]);

    const told = await page.evaluate(() => {
      const host = document.querySelector<HTMLElement>('[popover]');
      document.execCommand('selectAll');
      const selected = getSelection()?.toString().trim();
      return {
        shadow: host?.shadowRoot,
        text: `${host?.textContent}${selected}`,
        attributes: host
          ?.getAttributeNames()
          .filter((attribute) => attribute !== 'class')
          .sort(),
        serialized: host?.getHTML({ serializableShadowRoots: true }),
        timed: performance.getEntries().filter(({ name: entry }) => entry.includes('extension')),
      };
    });
    expect(told).toEqual({ shadow: null, text: '', attributes: ['popover', 'style'], serialized: '', timed: [] });
  });

  /** What the page's own search finds of these. */
  function search(page: Page, words: string[]): Promise<string[]> {
    return page.evaluate(
      (texts) =>
        texts.filter((text) => {
          getSelection()?.removeAllRanges();
          return (window as unknown as { find(text: string, ...flags: boolean[]): boolean }).find(text, false, false, true);
        }),
      words,
    );
  }

  it('finds no age by searching', async () => {
    const { page, picture } = await annotate('one-picture.html?search');
    const ages = (await badgeLabels(page)).flatMap((label) => label.match(/\d\d/g) ?? []);
    expect(ages.length).toBeGreaterThanOrEqual(6);
    // It does find what a document holds.
    await page.evaluate(() => document.body.append('Findable 99'));
    expect(await search(page, ['99', ...ages])).toEqual(['99']);
    await openPopover(page, picture);
    expect(await search(page, ['99', 'Estimated', 'likely', ...ages])).toEqual(['99']);

    const { page: corrected } = await annotate('one-picture.html?field');
    await openPopover(corrected, picture);
    await corrected.keyboard.press('Tab');
    await corrected.keyboard.press('Enter');
    await expect.poll(() => popoverText(corrected)).toContain('Correct age');
    expect(await search(corrected, ages)).toEqual([]);
  });

  it('gives no orders', async () => {
    const { page } = await annotate('one-picture.html');
    const labels = await badgeLabels(page);
    const tabId = await at.extension.tabIdOf(page);
    const status = await at.extension.ask(tabId, 'status');
    const reached = await page.evaluate(async (origin) => {
      const kinds = ['clear', 'stop', 'pause', 'report', 'list', 'annotate-page'];
      const messages = kinds.flatMap((kind) => [
        { to: 'content', kind },
        { to: 'background', kind, tabId: 1 },
      ]);
      const host = document.querySelector<HTMLElement>('[popover]');
      for (const message of messages) {
        postMessage(message, '*');
        for (const target of [window, document, host]) {
          target?.dispatchEvent(new MessageEvent('message', { data: message }));
          target?.dispatchEvent(new CustomEvent(message.kind, { detail: message, bubbles: true, composed: true }));
        }
      }
      for (const type of ['click', 'pointerdown', 'pointerup', 'mousedown', 'dblclick', 'contextmenu'])
        host?.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }));
      for (const key of ['Enter', ' ', 'Escape', 'ArrowRight'])
        for (const target of [document, host])
          target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
      host?.click();
      host?.focus();
      Object.assign(window, { ageBadgesListens: true, ageBadges_popover: () => {}, ageBadges_list: () => {} });
      const { chrome, browser: api } = window as unknown as Record<
        'chrome' | 'browser',
        { runtime?: { sendMessage?: unknown } } | undefined
      >;
      const files = ['icons/32.png', 'models/models.json', 'content.js', 'popup.html'];
      const isOpen = (file: string) =>
        fetch(`${origin}/${file}`, { mode: 'no-cors' }).then(
          () => true,
          () => false,
        );
      return {
        sends: [typeof chrome?.runtime?.sendMessage, typeof api?.runtime?.sendMessage],
        open: await Promise.all(files.map(isOpen)),
      };
    }, at.extension.extensionOrigin);
    expect(reached).toEqual({ sends: ['undefined', 'undefined'], open: [false, false, false, false] });
    expect(await badgeLabels(page)).toEqual(labels);
    expect(await popoverLabel(page)).toBeUndefined();
    expect(await at.extension.ask(tabId, 'status')).toEqual(status);
    // Firefox names what is not there, too.
    const manifest = await at.extension.control.evaluate(
      () => browser.runtime.getManifest() as unknown as Record<string, unknown>,
    );
    const keys = Object.keys(manifest).filter((key) => manifest[key] !== null);
    expect(keys).toContain('permissions');
    for (const key of ['externally_connectable', 'web_accessible_resources', 'content_scripts', 'user_scripts'])
      expect(keys).not.toContain(key);
  });

  it('breaks nothing by what it puts in place of the built-ins', async () => {
    await annotate('spying.html?sabotage');
  });

  it('neither hides nor restyles badges', async () => {
    const { page, picture } = await annotate('spying.html');
    const badge = () => badgePoint(page, 'img', picture);
    await expect.poll(async () => hasBadgeAt(page, await badge())).toBe(true);
    /** The badge alone, without its edge. */
    const look = async () => {
      const { x, y } = await badge();
      return page.screenshot({
        clip: { x: Math.round(x) - 14, y: Math.round(y) - 6, width: 28, height: 10 },
        encoding: 'base64',
      });
    };
    const before = await look();
    for (const style of name === 'chromium' ? [...STYLES, ROOT_FILTER] : STYLES) {
      await page.evaluate((content) => {
        document.head.append(Object.assign(document.createElement('style'), { id: 'hostile', textContent: content }));
      }, style);
      await expect.poll(look, { message: style }).toBe(before);
      await page.evaluate(() => document.getElementById('hostile')?.remove());
    }
  });
});
