import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badgeLabels } from './badges.ts';
import { chooseFromContextMenu } from './context-menu.ts';
import { BROWSERS, type Extension, startExtension } from './extension.ts';
import { startServer, type TestServer } from './server.ts';

/** The extension as it ships, with no permission for any host. */
describe.each(BROWSERS)('the context menu in %s', (name) => {
  let server: TestServer;
  let extension: Extension;

  beforeAll(async () => {
    server = await startServer();
    // Chromium draws no menu without a window.
    extension = await startExtension(name, [], name === 'chromium' ? { headed: true, args: ['--window-position=0,0'] } : {});
  });

  afterAll(async () => {
    await extension?.close();
    server?.close();
  });

  // On a busy machine the window now and then gets the keys before its menu is open.
  it.each([
    { kind: 'image', label: 'Estimate age', y: 200 },
    { kind: 'page', label: 'Estimate ages on this page', y: 500 },
  ] as const)('estimates by "$label"', { retry: 2 }, async ({ kind, label, y }) => {
    const page = await extension.openPage(`${server.origin}/one-picture.html?${kind}`);
    const tabId = await extension.tabIdOf(page);
    await chooseFromContextMenu(extension, page, 300, y, kind, label);
    await expect.poll(async () => (await extension.ask(tabId, 'status'))?.faces, { timeout: 20_000 }).toBe(3);
    await expect.poll(() => badgeLabels(page)).toHaveLength(3);
  });
});
