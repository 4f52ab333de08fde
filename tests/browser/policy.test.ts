/** What the pages of the extension may load and run: what is in the package, and nothing else. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROWSERS, buildWith, PAGE_HOST, useExtension } from './extension.ts';
import { evaluateInFirefox } from './firefox-window.ts';
import { give, photographs, untilDone } from './local-page.ts';

const PAGES = ['popup.html', 'options.html', 'welcome.html', 'panel.html', 'local.html', 'model-card.html', 'licences.html'];

/** What a policy allows, by directive. */
function parsePolicy(policy: string): Record<string, string[]> {
  const directives = policy.split(';').map((directive) => directive.trim().split(/\s+/));
  return Object.fromEntries(directives.map(([name = '', ...sources]) => [name, sources]));
}

/** Runs in a page. Tries to load, run and send what is not in the package; tells what the policy kept out. */
async function tryAll(origin: string): Promise<string[]> {
  const refused = new Set<string>();
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.add(effectiveDirective));
  const add = (tag: string, fields: object) => document.body.appendChild(Object.assign(document.createElement(tag), fields));
  add('script', { textContent: 'document.title = "run"' });
  add('style', { textContent: 'body { color: red }' });
  add('script', { src: `${origin}/script.js` });
  add('link', { rel: 'stylesheet', href: `${origin}/style.css` });
  add('img', { src: `${origin}/image.jpg` });
  add('iframe', { src: `${origin}/frame.html` });
  add('audio', { src: `${origin}/sound.mp3` });
  add('object', { data: `${origin}/object.html` });
  add('base', { href: origin });
  const form = add('form', { action: `${origin}/form`, method: 'post', target: '_blank' }) as HTMLFormElement;
  try {
    form.submit();
  } catch {
    // Firefox says it so, too.
  }
  void new FontFace('remote', `url(${origin}/font.woff)`).load().catch(() => {});
  void fetch(`${origin}/data.json`).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return [...refused].sort();
}

/** For Firefox's own window. */
const throwRefusals = `{
  const said = Services.console.getMessageArray().map(String).filter((text) => /Content-Security-Policy/.test(text) && /moz-extension/.test(text));
  if (said.length > 0) throw new Error(said.join());
}`;

describe.each(BROWSERS)('the policy of the pages in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  it('allows what is in the package, and pictures of the web to be read', async () => {
    const dir = path.join(await buildWith([]), name === 'chromium' ? 'chrome' : 'firefox');
    const manifest = JSON.parse(await readFile(path.join(dir, 'manifest.json'), 'utf8'));
    const { 'style-src': styles, ...others } = parsePolicy(manifest.content_security_policy.extension_pages);
    // No upgrade-insecure-requests, either: pictures may come by http.
    expect(others).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'", "'wasm-unsafe-eval'"],
      'worker-src': ["'self'"],
      'img-src': ["'self'", 'data:', 'blob:'],
      // Hosts are granted while it runs, and no policy can name them before.
      'connect-src': ["'self'", 'data:', 'blob:', 'http:', 'https:'],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
    expect(styles?.filter((source) => !/^'sha256-[\w+/]{43}='$/.test(source))).toEqual(["'self'"]);
    expect(Object.keys(manifest.content_security_policy)).toEqual(['extension_pages']);
    expect(manifest).not.toHaveProperty('web_accessible_resources');
    expect(manifest).not.toHaveProperty('externally_connectable');
  });

  it('lets each page have all that it needs', async () => {
    for (const file of PAGES) {
      const page = await at.extension.browser.newPage();
      await page.evaluateOnNewDocument(() => {
        Object.assign(globalThis, { refused: [] });
        addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
          (globalThis as unknown as { refused: string[] }).refused.push(`${effectiveDirective} ${blockedURI}`),
        );
      });
      await page.goto(`${at.extension.extensionOrigin}/${file}`, { waitUntil: [] });
      await page.waitForSelector('main');
      if (file === 'local.html') {
        await give(page, photographs.slice(0, 1));
        await untilDone(page);
      }
      // Firefox lets the driver put nothing into these pages before they load, and tells its console instead.
      if (name === 'firefox') await evaluateInFirefox(at.extension.browser, throwRefusals);
      else expect(await page.evaluate('refused'), file).toEqual([]);
    }
  });

  it('keeps out all else, and lets no page but the engine ask the web', async () => {
    const page = await at.extension.openExtensionPage('options.html');
    await page.bringToFront();
    at.server.requests.length = 0;
    const refused = await page.evaluate(tryAll, at.server.origin);
    expect(refused).toEqual([
      'base-uri',
      'connect-src',
      'font-src',
      'form-action',
      'frame-src',
      'img-src',
      'media-src',
      'object-src',
      'script-src-elem',
      'style-src-elem',
    ]);
    expect(await page.title()).not.toBe('run');
    expect(at.server.requests).toEqual([]);
  });
});
