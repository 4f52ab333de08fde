/** Sees every request of a browser that is not for loopback, lets none of them out, and plays the servers of one made-up name. */
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserName, LaunchOptions } from '../../scripts/browser/launch.ts';

/** Of a host that looks like any on the internet. */
export const PUBLIC_NAME = 'pictures.example.test';

export interface Proxy {
  /** Host, and port where the request is for TLS, of each request that is for another name. */
  hosts: string[];
  /** Sends a browser's requests here. */
  launchOptions(name: BrowserName): LaunchOptions;
  close(): void;
}

/** `server` is the origin, on loopback, that answers for the made-up name. */
export async function startProxy(server: string): Promise<Proxy> {
  const hosts: string[] = [];
  const proxy = createServer((request, response) => {
    const { host, hostname, pathname, search } = new URL(request.url ?? '');
    if (hostname === PUBLIC_NAME) {
      const forwarded = send(server + pathname + search, { headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      return void forwarded.end();
    }
    hosts.push(host);
    response.writeHead(403).end();
  });
  proxy.on('connect', ({ url = '' }, socket) => {
    hosts.push(url);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  return {
    hosts,
    launchOptions: (name) => ({
      args: name === 'chromium' ? [`--proxy-server=127.0.0.1:${port}`] : [],
      prefs: {
        'network.proxy.type': 1,
        'network.proxy.http': '127.0.0.1',
        'network.proxy.http_port': port,
        'network.proxy.ssl': '127.0.0.1',
        'network.proxy.ssl_port': port,
      },
    }),
    close: () => void proxy.close(),
  };
}
