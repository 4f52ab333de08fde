import { afterEach, expect, it, vi } from 'vitest';
import type { Asker } from '../../../background/load-picture.ts';

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
const page = { url: 'https://page.example/', origin: 'https://page.example' };
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
  expect(await loadPicture({ kind: 'url', url: 'https://cdn.example/a.jpg' }, page, signal)).toBe('needs-permission');
  expect(requests).toEqual([]);
});

it('sends no cookies and follows no redirect', async () => {
  granted.add('https://cdn.example/*');
  expect(await loadPicture({ kind: 'url', url: 'https://cdn.example:8443/a.jpg' }, page, signal)).toEqual(bytes);
  expect(requests.map(([url, { credentials, redirect }]) => [url, credentials, redirect])).toEqual([
    ['https://cdn.example:8443/a.jpg', 'omit', 'manual'],
  ]);
});

it('asks a private address for pages that are on one, and for what they made themselves', async () => {
  granted.add('http://192.168.0.2/*');
  const load = (asker: Asker) => loadPicture({ kind: 'url', url: 'http://192.168.0.2/a.jpg' }, asker, signal);
  expect(await load(page)).toBe('needs-permission');
  expect(await load({ url: 'about:srcdoc', origin: 'null' })).toBe('needs-permission');
  expect(await load({ url: 'about:blank', origin: 'https://page.example' })).toBe('needs-permission');
  expect(await load({})).toBe('needs-permission');
  expect(requests).toEqual([]);
  expect(await load({ url: 'about:blank', origin: 'http://router.local' })).toEqual(bytes);
  // A sandboxed page.
  expect(await load({ url: 'http://localhost:8080/', origin: 'null' })).toEqual(bytes);
});

it('asks for nothing when the bytes are there, and refuses what is no base64', async () => {
  expect(await loadPicture({ kind: 'bytes', base64: 'Ynl0ZXM=' }, page, signal)).toEqual(bytes);
  expect(await loadPicture({ kind: 'bytes', base64: '<html>' }, page, signal)).toBe('unreadable');
  expect(requests).toEqual([]);
});
