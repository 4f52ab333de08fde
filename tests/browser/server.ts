/** Two origins on loopback: the page's own, and another host's that keeps its pictures to itself. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { serveFile } from '../../scripts/browser/serve-file.ts';
import { badPicture } from './bad-pictures.ts';

const root = path.join(import.meta.dirname, '../..');
const demo = path.join(root, 'node_modules/@vladmandic/face-api/demo');

export interface SeenRequest {
  /** The path; at the other server, with the name in front that it was asked under. */
  url: string;
  origin?: string;
  referer?: string;
  cookie?: string;
}

export interface TestServer {
  /** Of the pages below tests/pages, `http://127.0.0.1:…`. Pictures below /once/ are given to the first who asks, those below /turns/ are another each time, those below /new/ have other bytes for each address. */
  origin: string;
  /** `http://localhost:…`. Pictures below /cors/ may be read by any page, those below /demo/ by none; /to/ADDRESS leads to another. */
  otherOrigin: string;
  /** In order. */
  requests: SeenRequest[];
  /** While true, both end every connection without an answer. */
  isDown: boolean;
  close(): void;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function listen(isDown: () => boolean, handle: Handle): Promise<[Server, number]> {
  const server = createServer((request, response) => {
    if (isDown()) response.destroy();
    else void handle(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [server, (server.address() as AddressInfo).port];
}

const policies: Record<string, string> = {
  'hostile.html': "default-src 'none'; img-src 'self'; style-src 'nonce-page'",
  'refused.html': "img-src 'self' data:",
  'sandboxed.html': 'sandbox',
};

async function servePage(response: ServerResponse, name: string, otherOrigin: string): Promise<void> {
  const html = await readFile(path.join(root, 'tests/pages', name), 'utf8').catch(() => undefined);
  if (!html) return void response.writeHead(404).end();
  response.setHeader('content-type', name.endsWith('.xhtml') ? 'application/xhtml+xml' : 'text/html; charset=utf-8');
  const policy = policies[name];
  if (policy) response.setHeader('content-security-policy', policy);
  response.end(html.replaceAll('OTHER_ORIGIN', otherOrigin));
}

export async function startServer(): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  let started: TestServer | undefined;
  const isDown = () => started?.isDown === true;
  const [other, otherPort] = await listen(isDown, async ({ url = '/', headers: { host, origin, referer, cookie } }, response) => {
    requests.push({
      url: `http://${host}${url}`,
      ...(origin && { origin }),
      ...(referer && { referer }),
      ...(cookie && { cookie }),
    });
    if (url.startsWith('/to/')) return void response.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end();
    if (url.startsWith('/cors/')) response.setHeader('access-control-allow-origin', '*');
    const name = path.basename(new URL(url, 'http://localhost').pathname);
    await (name.endsWith('.html') ? servePage(response, name, otherOrigin) : serveFile(response, path.join(demo, name)));
  });
  const otherOrigin = `http://localhost:${otherPort}`;
  const [own, ownPort] = await listen(isDown, async ({ url = '/' }, response) => {
    const isFirst = !requests.some((seen) => seen.url === url);
    requests.push({ url });
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const name = path.basename(pathname);
    if (pathname.startsWith('/demo/')) return serveFile(response, path.join(demo, name));
    if (pathname.startsWith('/images/')) return serveFile(response, path.join(root, 'docs/images', name));
    if (pathname.startsWith('/once/')) {
      response.setHeader('cache-control', 'no-store');
      return isFirst ? serveFile(response, path.join(demo, name)) : void response.writeHead(404).end();
    }
    if (pathname.startsWith('/turns/')) {
      response.setHeader('cache-control', 'no-store');
      return serveFile(response, path.join(demo, isFirst ? 'sample1.jpg' : 'sample4.jpg'));
    }
    if (pathname.startsWith('/new/')) {
      response.setHeader('content-type', 'image/jpeg');
      return void response.end(Buffer.concat([await readFile(path.join(demo, name)), Buffer.from(url)]));
    }
    if (pathname.startsWith('/bad/')) return badPicture(response, name);
    await servePage(response, name, otherOrigin);
  });
  started = {
    origin: `http://127.0.0.1:${ownPort}`,
    otherOrigin,
    requests,
    isDown: false,
    close() {
      for (const server of [own, other]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
  return started;
}
