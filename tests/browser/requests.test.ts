/** What a page can make the extension ask for: nothing that its own elements could not load, and nothing as the person. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { BROWSERS, OTHER_HOST, PAGE_HOST, useExtension } from './extension.ts';

/** Names that lead to loopback, and look public. */
const PAGE_NAME = 'page.example.test';
const PICTURES_NAME = 'pictures.example.test';

describe.each(BROWSERS)('what is requested for a page in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST, OTHER_HOST, `http://${PAGE_NAME}/*`, `http://${PICTURES_NAME}/*`], {
    args: name === 'chromium' ? ['--host-resolver-rules=MAP *.example.test 127.0.0.1'] : [],
    prefs: { 'network.dns.localDomains': `${PAGE_NAME},${PICTURES_NAME}` },
  });

  const under = (host: string, origin: string) => Object.assign(new URL(origin), { hostname: host }).origin;
  const privatePage = () => at.server.origin;
  const publicPage = () => under(PAGE_NAME, at.server.origin);
  /** Of the server that lets no page read what it has. */
  const pictureAt = (host: string, path = '/demo/sample1.jpg') => under(host, at.server.otherOrigin) + path;

  async function open(origin: string, pictures: readonly string[]): Promise<Page> {
    const page = await at.extension.openPage(`${origin}/text.html`);
    await page.evaluate((sources) => {
      // biome-ignore lint/suspicious/noDocumentCookie: its other form is for secure pages alone
      document.cookie = 'who=somebody';
      document.body.innerHTML = sources.map((source) => `<img src="${source}" width="300" height="200" alt="">`).join('');
    }, pictures);
    return page;
  }

  /** What came of each picture, and what the engine requested for them: it alone names no page that asks. */
  async function look(page: Page) {
    at.server.requests.length = 0;
    const pictures = await at.extension.annotate(page);
    const requests = at.server.requests.filter(({ url, referer }) => /^http:.*\.jpg/.test(url) && !referer);
    return { outcomes: pictures.map(({ status, reason }) => reason ?? status), requests };
  }

  it('is nothing on a private network where the page is public, and there is no cookie with it', async () => {
    const closed = [pictureAt('127.0.0.1'), pictureAt('localhost'), pictureAt('[::ffff:127.0.0.1]'), pictureAt('0x7f.1')];
    const [open_, ofSameSite] = [pictureAt(PICTURES_NAME), pictureAt(PAGE_NAME)];
    const page = await open(publicPage(), [...closed, open_, ofSameSite]);
    const { outcomes, requests } = await look(page);
    // The fourth is the first, written in another way.
    expect(outcomes).toEqual(['needs-permission', 'needs-permission', 'needs-permission', 'done', 'done']);
    expect(requests.map(({ url }) => url).sort()).toEqual([ofSameSite, open_]);
    expect(requests.map(({ cookie }) => cookie)).toEqual([undefined, undefined]);
  });

  it('may be on a private network where the page is on one', async () => {
    const pictures = [pictureAt('localhost'), pictureAt(PICTURES_NAME, '/demo/sample2.jpg')];
    const { outcomes, requests } = await look(await open(privatePage(), pictures));
    expect(outcomes).toEqual(['done', 'done']);
    expect(requests.map(({ url }) => url).sort()).toEqual(pictures.sort());
  });

  it('is judged by the frame that asks, not by the page around it', async () => {
    const page = await open(privatePage(), []);
    await page.evaluate((source) => {
      document.body.innerHTML = `<iframe src="${source}" width="600" height="400"></iframe>`;
    }, `${publicPage()}/text.html`);
    const frame = await (await page.waitForSelector('iframe'))?.contentFrame();
    const source = pictureAt('localhost');
    await frame?.evaluate((src) => {
      document.body.innerHTML = `<img src="${src}" width="300" height="200" alt="">`;
    }, source);
    expect(await look(page)).toEqual({ outcomes: ['needs-permission'], requests: [] });
  });

  it('is nothing that a redirect leads to', async () => {
    const secret = pictureAt('127.0.0.1', '/demo/sample3.jpg?secret');
    const elsewhere = pictureAt(PAGE_NAME, '/demo/sample3.jpg');
    const redirects = [secret, elsewhere].map((target) => pictureAt(PICTURES_NAME, `/to/${encodeURIComponent(target)}`));
    const { outcomes, requests } = await look(await open(publicPage(), redirects));
    expect(outcomes).toEqual(['needs-permission', 'needs-permission']);
    expect(requests.map(({ url }) => url).sort()).toEqual(redirects.sort());
  });

  it("is nothing that the page's own policy keeps out, as far as the browser tells", async () => {
    const page = await at.extension.openPage(`${privatePage()}/refused.html`);
    at.server.requests.length = 0;
    const pictures = await at.extension.annotate(page);
    const outcomes = pictures.map(({ status, reason }) => reason ?? status);
    const requested = at.server.requests.flatMap(({ url }) => (url.startsWith(at.server.otherOrigin) ? [url] : []));
    expect([outcomes[0], outcomes[2]]).toEqual(['unreadable', 'done']);
    expect(requested.filter((url) => url.endsWith('?image'))).toEqual([]);
    // Of backgrounds Firefox does not tell.
    if (name === 'chromium') expect([outcomes[1], requested]).toEqual(['unreadable', []]);
  });
});
