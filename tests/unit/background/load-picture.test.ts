import { afterEach, expect, it, vi } from 'vitest';

const granted = new Set<string>();
const contains = async ({ origins }: { origins: string[] }) => origins.every((origin) => granted.has(origin));
vi.mock('webextension-polyfill', () => ({ default: { permissions: { contains } } }));
const { loadPicture } = await import('../../../background/load-picture.ts');

// Node learned this in version 25.
Uint8Array.fromBase64 ??= (text) => {
  if (!/^[\w+/]*=*$/.test(text)) throw new SyntaxError('not base64');
  return new Uint8Array(Buffer.from(text, 'base64'));
};
const bytes = new TextEncoder().encode('bytes');
const { signal } = new AbortController();
const requests: [string, RequestInit][] = [];
vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
  requests.push([url, init]);
  return new Response('bytes', { headers: { 'content-type': 'image/jpeg' } });
});

afterEach(() => {
  granted.clear();
  requests.length = 0;
});

it('sends no request to a host without permission', async () => {
  granted.add('https://other.example/*');
  expect(await loadPicture({ kind: 'url', url: 'https://cdn.example/a.jpg' }, signal)).toBe('needs-permission');
  expect(requests).toEqual([]);
});

it('sends no cookies, and follows redirects only where every host is allowed', async () => {
  granted.add('https://cdn.example/*');
  expect(await loadPicture({ kind: 'url', url: 'https://cdn.example:8443/a.jpg' }, signal)).toEqual(bytes);
  granted.add('http://*/*').add('https://*/*');
  expect(await loadPicture({ kind: 'url', url: 'https://elsewhere.example/b.jpg' }, signal)).toEqual(bytes);
  expect(requests.map(([url, { credentials, redirect }]) => [url, credentials, redirect])).toEqual([
    ['https://cdn.example:8443/a.jpg', 'omit', 'error'],
    ['https://elsewhere.example/b.jpg', 'omit', 'follow'],
  ]);
});

it('asks for nothing when the bytes are there, and refuses what is no base64', async () => {
  expect(await loadPicture({ kind: 'bytes', base64: 'Ynl0ZXM=' }, signal)).toEqual(bytes);
  expect(await loadPicture({ kind: 'bytes', base64: '<html>' }, signal)).toBe('unreadable');
  expect(requests).toEqual([]);
});
