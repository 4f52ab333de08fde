/** Nothing but the page's own requests leaves the browser, for longer than any telemetry of the parts used would wait. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'vitest';
import { BROWSERS, buildWith, PAGE_HOST, startExtension } from './extension.ts';
import { PUBLIC_NAME, startProxy } from './proxy.ts';
import { startServer } from './server.ts';
import { endEngine, startSession } from './session.ts';

/** MediaPipe from 1.0 on sends every 60 s. */
const WATCHED_MS = 66_000;
const PAUSE_MS = 8_000;

/** Asked by the browsers themselves, with or without an extension. */
const BROWSERS_OWN = new Set([
  'accounts.google.com:443',
  'clients2.google.com',
  'update.googleapis.com',
  'update.googleapis.com:443',
  'firefox.settings.services.mozilla.com:443',
]);

/** Names of XML vocabularies, and help in messages of the libraries: none is ever asked. */
const HARMLESS = /^https?:\/\/(www\.w3\.org|developer\.mozilla\.org|github\.com)\//;

describe.concurrent('privacy', () => {
  it.for(BROWSERS)(
    "asks no host but the page's own and the pictures', in %s",
    { timeout: WATCHED_MS + 120_000 },
    async (name, { expect }) => {
      const server = await startServer();
      const proxy = await startProxy(server.otherOrigin);
      const { args, prefs } = proxy.launchOptions(name);
      const extension = await startExtension(name, [PAGE_HOST], {
        args: args ?? [],
        // Firefox then grants what is asked for after a real click, without a prompt; Chromium shows its prompt in a window only.
        prefs: { ...prefs, 'extensions.webextOptionalPermissionPrompts': false },
        headed: name === 'chromium',
      });
      /** What the engine asked for at other hosts: pages name themselves. */
      const byEngine = () => server.requests.filter(({ url, referer }) => url.startsWith('http:') && !referer);
      try {
        const session = startSession(extension, server, expect);
        await session.visit('first');
        const endMs = Date.now() + WATCHED_MS;
        await session.useAPage();
        const page = await session.meetAnotherHost();
        expect(byEngine()).toEqual([]);
        await session.allowAllHosts(page);
        const asked = [`${server.otherOrigin}/demo/sample1.jpg`, `http://${PUBLIC_NAME}/demo/sample3.jpg`];
        expect(byEngine()).toEqual(asked.map((url) => ({ url })));
        await session.setRules();
        await session.useLocalPictures();
        for (let run = 0; run === 0 || Date.now() < endMs; run++) {
          await session.visit(`${run}`);
          await sleep(PAUSE_MS);
        }
        await endEngine(extension);
        await session.visit('again');
        await session.clearAll();

        expect(proxy.hosts.filter((host) => !BROWSERS_OWN.has(host))).toEqual([]);
        expect(byEngine()).toHaveLength(asked.length);
        const addresses = server.requests.map(({ url }) => url.replace(/\?.*/, ''));
        expect(new Set(addresses)).toEqual(
          new Set([
            '/one-picture.html',
            '/demo/sample1.jpg',
            '/other-origin.html',
            `${server.otherOrigin}/cors/sample2.jpg`,
            ...asked,
          ]),
        );
        // Firefox draws a number for each installation.
        expect(JSON.stringify(server.requests)).not.toContain(new URL(extension.extensionOrigin).host);
      } finally {
        await extension.close();
        proxy.close();
        server.close();
      }
    },
  );

  it('has no address of a telemetry service in what ships', async ({ expect }) => {
    const dir = path.join(await buildWith([PAGE_HOST]), 'chrome');
    const scripts = (await readdir(dir)).filter((file) => file.endsWith('.js'));
    expect(scripts).toContain('engine-worker.js');
    for (const file of scripts) {
      const text = await readFile(path.join(dir, file), 'utf8');
      const addresses = text.match(/https?:\/\/[\w.-]+\/|odml\.pa|\/v1\/log/g) ?? [];
      expect(
        addresses.filter((address) => !HARMLESS.test(address)),
        file,
      ).toEqual([]);
    }
  });

  it('runs no text as code, and has no part in the sync of the browser', async ({ expect }) => {
    const dir = path.join(await buildWith([PAGE_HOST]), 'chrome');
    for (const file of (await readdir(dir)).filter((name) => name.endsWith('.js')))
      expect(await readFile(path.join(dir, file), 'utf8'), file).not.toMatch(/\beval\(|\bFunction\(|storage\.sync/);
  });

  it('puts at most 15 KB into a page, and 5 more at a time when more is asked for', async ({ expect }) => {
    const dir = path.join(await buildWith([PAGE_HOST]), 'chrome');
    const sizeOf = async (file: string) => gzipSync(await readFile(path.join(dir, file))).byteLength;
    expect(await sizeOf('content.js')).toBeLessThanOrEqual(15 * 1024);
    for (const part of ['popover.js', 'crowd.js', 'draw.js', 'capture.js', 'list.js', 'refusals.js'])
      expect(await sizeOf(part)).toBeLessThanOrEqual(5 * 1024);
  });
});
