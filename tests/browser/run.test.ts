/** A run as the person sees and steers it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import { badgeLabels, popoverLabel } from './badges.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

declare const browser: ExtensionApi;

describe.each(BROWSERS)('a run in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  it('pauses, goes on, and tells how far it has come on the toolbar button', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/demo.html`);
    const tabId = await at.extension.tabIdOf(page);
    const onButton = () => at.extension.control.evaluate((id) => browser.action.getBadgeText({ tabId: id }), tabId);
    const running = at.extension.annotate(page);
    await expect.poll(async () => (await at.extension.ask(tabId, 'status'))?.pictures, { interval: 10, timeout: 5000 }).toBe(6);
    await at.extension.ask(tabId, 'pause');
    // What was in work by then comes to its end, and nothing after it.
    await expect.poll(async () => (await at.extension.ask(tabId, 'status'))?.done, { timeout: 20_000 }).toBeGreaterThan(0);
    let paused = await at.extension.ask(tabId, 'status');
    for (let before = -1; paused && paused.done !== before; paused = await at.extension.ask(tabId, 'status')) {
      before = paused.done;
      await sleep(2000);
    }
    expect(paused).toMatchObject({ running: true, paused: true, pictures: 6 });
    expect(paused?.done).toBeLessThan(6);
    await sleep(1000);
    expect(await at.extension.ask(tabId, 'status')).toEqual(paused);
    await expect.poll(onButton).toBe(`${Math.floor((100 * (paused?.done ?? 0)) / 6)}%`);
    await at.extension.ask(tabId, 'resume');
    expect(await running).toHaveLength(6);
    await expect.poll(onButton).toBe('');
  });

  it('is followed by keyboard, from badge to badge', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/demo.html?keyboard`);
    await at.extension.annotate(page);
    // Until badges of faces that something covers have gone, which are no stops.
    await sleep(500);
    const labels = await badgeLabels(page);
    await at.extension.ask(await at.extension.tabIdOf(page), 'focus');
    const opened = async () => {
      await page.keyboard.press('Enter');
      await expect.poll(() => popoverLabel(page)).toBeTruthy();
      const label = await popoverLabel(page);
      await page.keyboard.press('Escape');
      return label;
    };
    const seen = [await opened()];
    for (let step = 0; step < 2; step++) {
      await page.keyboard.press('ArrowRight');
      seen.push(await opened());
    }
    expect(new Set(seen).size).toBe(3);
    expect(labels).toEqual(expect.arrayContaining(seen));
    await page.keyboard.press('ArrowLeft');
    expect(await opened()).toBe(seen[1]);
    // The browser's own, for the page before.
    await page.keyboard.down('Alt');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.up('Alt');
    expect(await opened()).toBe(seen[1]);
  });
});
