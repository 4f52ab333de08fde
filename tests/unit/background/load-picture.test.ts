import { afterEach, expect, it, vi } from 'vitest';

const granted = new Set<string>();
const contains = async ({ origins }: { origins: string[] }) => origins.every((origin) => granted.has(origin));
vi.mock('webextension-polyfill', () => ({ default: { permissions: { contains } } }));
const { loadPicture } = await import('../../../background/load-picture.ts');

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
  expect(await loadPicture({ kind: 'url', url: 'https://cdn.example:8443/a.jpg' }, signal)).toBeInstanceOf(Blob);
  granted.add('http://*/*').add('https://*/*');
  expect(await loadPicture({ kind: 'url', url: 'https://elsewhere.example/b.jpg' }, signal)).toBeInstanceOf(Blob);
  expect(requests.map(([url, { credentials, redirect }]) => [url, credentials, redirect])).toEqual([
    ['https://cdn.example:8443/a.jpg', 'omit', 'error'],
    ['https://elsewhere.example/b.jpg', 'omit', 'follow'],
  ]);
});

it('asks for nothing when the bytes are there', async () => {
  expect(await loadPicture({ kind: 'bytes', dataUrl: 'data:image/jpeg;base64,AA==' }, signal)).toBeInstanceOf(Blob);
});
