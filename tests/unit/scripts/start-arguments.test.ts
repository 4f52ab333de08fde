import { describe, expect, it } from 'vitest';
import { UserError } from '../../../scripts/common/command.ts';
import { hasDisplay, parseStartArguments } from '../../../scripts/start/arguments.ts';

const parse = (args: string[], hasDisplay = false) => parseStartArguments(args, { folder: '/home/me', hasDisplay });

it('starts headless Chromium where nothing is said and there is no display', () => {
  expect(parse([])).toEqual({ help: false, targets: [], browser: 'chromium', headed: false });
});

it('opens a window where there is a display, unless told not to', () => {
  expect(parse([], true).headed).toBe(true);
  expect(parse(['--headless'], true).headed).toBe(false);
});

it('takes paths from where the user stands, and URLs', () => {
  const { targets, out, screenshot } = parse([
    'pictures',
    '/a.jpg',
    'HTTPS://Example.org',
    '--out',
    'r.json',
    '--screenshot=../s.png',
  ]);
  expect(targets).toEqual(['/home/me/pictures', '/a.jpg', 'https://example.org/']);
  expect([out, screenshot]).toEqual(['/home/me/r.json', '/home/s.png']);
});

it.each([
  [['--browser', 'netscape'], '--browser netscape: it is chromium or firefox'],
  [['--screenshot', 'a.jpg'], '--screenshot a.jpg: it is a .png file'],
  [['--browser'], /^Option '--browser <value>' argument missing/],
  [['--colour'], /^Unknown option '--colour'/],
  [['--headed'], /no display/],
  [['--headed', '--headless'], /exclude each other/],
  [['ftp://example.org/'], 'ftp://example.org/: only http: and https: pages can be opened'],
  [['http://'], 'http://: not a URL'],
])('answers %j with one line', (args, message) => {
  expect(() => parse(args)).toThrow(message);
  try {
    parse(args);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 2, message: expect.not.stringContaining('\n') });
  }
});

describe('hasDisplay', () => {
  it('asks the environment on Linux only', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('darwin', {})).toBe(true);
  });
});
