import { describe, expect, it } from 'vitest';
import { mayRequest } from '../../../src/read/may-request.ts';

const PUBLIC_PAGE = 'https://news.example/a/b';

const PRIVATE = [
  'localhost',
  'localhost.',
  'a.localhost',
  'LOCALHOST',
  'printer',
  'printer.local',
  'nas.lan',
  'fritz.home.arpa',
  'metadata.google.internal',
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '0x7f.0.0.1',
  '2130706433',
  '017700000001',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.178.1',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.251',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[fe80::1]',
  '[fd12:3456::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:c0a8:1]',
  '[64:ff9b::a00:1]',
  '[2002:a00:1::]',
];

const PUBLIC = [
  'example.org',
  'local.example.org',
  'lan.example',
  '8.8.8.8',
  '172.32.0.1',
  '[2606:4700::1111]',
  '[::ffff:8.8.8.8]',
];

describe('mayRequest', () => {
  it.each(PRIVATE)('keeps %s from a public page, and from what is no page of the web', (host) => {
    for (const page of [PUBLIC_PAGE, 'null', '', 'about:srcdoc', 'file:///home/a.html', 'chrome-extension://abcdef/popup.html'])
      expect(mayRequest(`http://${host}:8080/a.jpg`, page), page).toBe(false);
  });

  it.each(PRIVATE)('lets a page on a private network ask for %s', (host) => {
    expect(mayRequest(`http://${host}/a.jpg`, 'http://192.168.0.10/')).toBe(true);
    expect(mayRequest('http://10.0.0.1/a.jpg', `http://${host}/`)).toBe(true);
  });

  it.each(PUBLIC)('lets every page ask for %s, which opens nothing private', (host) => {
    for (const page of [PUBLIC_PAGE, 'http://localhost/', 'null']) expect(mayRequest(`https://${host}/a.jpg`, page)).toBe(true);
    expect(mayRequest('http://10.0.0.1/a.jpg', `http://${host}/`)).toBe(false);
  });

  it.each([
    'ftp://example.org/a.jpg',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'blob:https://example.org/1',
    'data:image/png;base64,',
    'chrome-extension://abcdef/icons/16.png',
    'https://user@example.org/a.jpg',
    'https://:secret@example.org/a.jpg',
    'https://',
    '/a.jpg',
    '',
  ])('asks for nothing at "%s"', (address) => {
    for (const page of [PUBLIC_PAGE, 'http://localhost/']) expect(mayRequest(address, page)).toBe(false);
  });
});
