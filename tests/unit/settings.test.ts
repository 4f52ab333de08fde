import { describe, expect, it } from 'vitest';
import { parseSettings, type Settings } from '../../src/settings.ts';
import { siteName, sitePattern } from '../../src/sites.ts';

const defaults: Settings = {
  badges: 'auto',
  range: true,
  minFacePx: 0,
  reliableOnly: false,
  sites: {},
  pictureItem: true,
  pageItem: true,
};

describe('stored settings', () => {
  it('are as by default where nothing was stored, or nothing of use', () => {
    for (const value of [
      undefined,
      null,
      'dot',
      3,
      [],
      { badges: 'bold', range: 1, minFacePx: '48', sites: 'all', pageItem: null },
    ])
      expect(parseSettings(value)).toEqual(defaults);
  });

  it('come back as they were', () => {
    const settings: Settings = {
      badges: 'dot',
      range: false,
      minFacePx: 48,
      reliableOnly: true,
      sites: { 'https://example.org/*': 'always', 'http://[::1]/*': 'never' },
      pictureItem: false,
      pageItem: false,
    };
    expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  it('keep what is good beside what is broken, and nothing unknown', () => {
    const sites = {
      'https://example.org/*': 'always',
      'https://*/*': 'always',
      '<all_urls>': 'always',
      'http://a.example/*': 'x',
    };
    expect(parseSettings({ badges: 'number', minFacePx: -1, sites, colour: 'red' })).toEqual({
      ...defaults,
      badges: 'number',
      sites: { 'https://example.org/*': 'always' },
    });
    for (const minFacePx of [Number.NaN, 201]) expect(parseSettings({ minFacePx }).minFacePx).toBe(0);
  });
});

describe('a site', () => {
  it.each([
    ['https://example.org/a?b#c', 'https://example.org/*'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1/*'],
    ['https://user:word@example.org/', 'https://example.org/*'],
    ['http://[::1]:80/x', 'http://[::1]/*'],
    ['about:blank', undefined],
    ['file:///a.html', undefined],
    ['', undefined],
  ])('of %s is %s', (url, pattern) => expect(sitePattern(url)).toBe(pattern));

  it('is named by its host', () => {
    expect(siteName('https://example.org/*')).toBe('example.org');
    expect(siteName('http://example.org/*')).toBe('http://example.org');
  });
});
