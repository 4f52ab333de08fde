/** Nothing but the page's own requests leaves the browser, for longer than any telemetry of the parts used would wait. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'vitest';
import { BROWSERS, buildWith, PAGE_HOST, startExtension } from './extension.ts';
import { startServer } from './server.ts';

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

/** Takes what is not for loopback, lets nothing through and keeps the names of the hosts. */
async function startProxy() {
  const hosts: string[] = [];
  const proxy = createServer((request, response) => {
    hosts.push(new URL(request.url ?? '').host);
    response.writeHead(403).end();
  });
  proxy.on('connect', ({ url = '' }, socket) => {
    hosts.push(url);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return { hosts, port: (proxy.address() as AddressInfo).port, close: () => proxy.close() };
}

describe.concurrent('privacy', () => {
  it.for(BROWSERS)("%s asks no host but the page's own", { timeout: WATCHED_MS + 60_000 }, async (name, { expect }) => {
    const server = await startServer();
    const proxy = await startProxy();
    const extension = await startExtension(name, [PAGE_HOST], {
      args: name === 'chromium' ? [`--proxy-server=127.0.0.1:${proxy.port}`] : [],
      prefs: {
        'network.proxy.type': 1,
        'network.proxy.http': '127.0.0.1',
        'network.proxy.http_port': proxy.port,
        'network.proxy.ssl': '127.0.0.1',
        'network.proxy.ssl_port': proxy.port,
      },
    });
    try {
      const endMs = Date.now() + WATCHED_MS;
      for (let run = 0; Date.now() < endMs; run++) {
        const page = await extension.openPage(`${server.origin}/one-picture.html?${run}`);
        expect((await extension.annotate(page))[0]?.status).toBe('done');
        await page.close();
        await sleep(PAUSE_MS);
      }
      expect(proxy.hosts.filter((host) => !BROWSERS_OWN.has(host))).toEqual([]);
      const paths = server.requests.map(({ url }) => url.replace(/\?.*/, ''));
      expect(new Set(paths)).toEqual(new Set(['/one-picture.html', '/demo/sample1.jpg']));
    } finally {
      await extension.close();
      proxy.close();
      server.close();
    }
  });

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

  it('puts at most 15 KB into a page, and 5 more at a time when more is asked for', async ({ expect }) => {
    const dir = path.join(await buildWith([PAGE_HOST]), 'chrome');
    const sizeOf = async (file: string) => gzipSync(await readFile(path.join(dir, file))).byteLength;
    expect(await sizeOf('content.js')).toBeLessThanOrEqual(15 * 1024);
    for (const part of ['popover.js', 'crowd.js', 'draw.js', 'capture.js', 'list.js', 'refusals.js'])
      expect(await sizeOf(part)).toBeLessThanOrEqual(5 * 1024);
  });
});
