import { expect, it } from 'vitest';
import { complaint, isUpToDate } from '../../../scripts/setup.mjs';

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b-darwin': { version: '2.0.0', optional: true },
  },
};

it('is content when what is installed is what the lock names', () => {
  expect(isUpToDate(wanted, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true);
});

it('sees a missing package, another version and an empty folder', () => {
  expect(isUpToDate(wanted, { packages: {} })).toBe(false);
  expect(isUpToDate(wanted, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(false);
  expect(isUpToDate(wanted, {})).toBe(false);
});

it('sees another version of an optional package', () => {
  const installed = { packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b-darwin': { version: '1.9.0' } } };
  expect(isUpToDate(wanted, installed)).toBe(false);
});

it('complains of an old Node and of unknown programs in one line', () => {
  expect(complaint(['chromium', 'firefox', 'xvfb'], '20.0.0')).toBeUndefined();
  expect(complaint([], '18.19.0')).toBe('Node 20 or newer is needed; this is 18.19.0.');
  expect(complaint(['toString'], '20.0.0')).toMatch(/^setup: unknown program "toString"/);
});
