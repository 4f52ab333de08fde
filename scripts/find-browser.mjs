// Plain JavaScript without dependencies: the set-up runs it before anything is installed.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {'chromium' | 'firefox'} BrowserName */

/** @type {Record<BrowserName, { variable: string, commands: string[], places: string[] }>} */
const browsers = {
  chromium: {
    variable: 'AGE_BADGES_CHROMIUM',
    commands: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    places: [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      'C:\\Program Files\\Chromium\\Application\\chrome.exe',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    ],
  },
  firefox: {
    variable: 'AGE_BADGES_FIREFOX',
    commands: ['firefox-esr', 'firefox'],
    places: ['/Applications/Firefox.app/Contents/MacOS/firefox', 'C:\\Program Files\\Mozilla Firefox\\firefox.exe'],
  },
};

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where a command lies on PATH.
 * @param {string} command
 */
export function findCommand(command) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

/**
 * The browser's executable: the one that the environment names, else on PATH, else in the usual places.
 * @param {BrowserName} name
 * @returns {string | undefined}
 */
export function findBrowser(name) {
  const { variable, commands, places } = browsers[name];
  const named = process.env[variable];
  if (named) return isExecutable(named) ? named : undefined;
  for (const command of commands) {
    const path = findCommand(command);
    if (path) return path;
  }
  return places.find(isExecutable);
}

/**
 * One line that says what is missing and how to get it.
 * @param {BrowserName} name
 */
export function missingBrowser(name) {
  const { variable, commands } = browsers[name];
  const named = process.env[variable];
  if (named) return `${variable} names ${named}, which is no program that can be run.`;
  return `No ${name} found: install it (Debian and Ubuntu: apt-get install ${commands[0]}) or set ${variable} to its executable.`;
}
