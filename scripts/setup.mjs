// node scripts/setup.mjs [chromium] [firefox] [xvfb]
// Makes a fresh clone ready: the locked dependencies, and the programs named. Plain JavaScript without dependencies, as nothing
// is installed when it runs; says nothing where nothing is to do.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findBrowser, findCommand, missingBrowser } from './find-browser.mjs';

const OLDEST_NODE = 20;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const osRelease = '/etc/os-release';
const isUbuntu = existsSync(osRelease) && /^ID(_LIKE)?=.*ubuntu/m.test(readFileSync(osRelease, 'utf8'));

/**
 * `packages` are apt's; none where the user named a browser, as another would not be used.
 * @typedef {{ isThere: () => boolean, packages: string[], missing: () => string }} Program
 */

/** @type {Record<string, Program>} */
export const programs = {
  chromium: {
    isThere: () => findBrowser('chromium') !== undefined,
    packages: process.env.AGE_BADGES_CHROMIUM ? [] : [isUbuntu ? 'chromium-browser' : 'chromium', 'fonts-liberation'],
    missing: () => missingBrowser('chromium'),
  },
  firefox: {
    isThere: () => findBrowser('firefox') !== undefined,
    packages: process.env.AGE_BADGES_FIREFOX ? [] : [isUbuntu ? 'firefox' : 'firefox-esr', 'fonts-liberation'],
    missing: () => missingBrowser('firefox'),
  },
  // A screen of their own for tests that need a visible window; elsewhere than on Linux there always is one.
  xvfb: {
    isThere: () => process.platform !== 'linux' || ['Xvfb', 'xdotool'].every(findCommand),
    packages: ['xvfb', 'xdotool'],
    missing: () => 'No Xvfb or xdotool found: install both (Debian and Ubuntu: apt-get install xvfb xdotool).',
  },
};

/**
 * Whether what is installed is what the lock names. Packages for other platforms are optional and may be absent.
 * @typedef {{ packages?: Record<string, { version?: string, optional?: boolean }> }} Lock
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json, which npm writes last
 */
export function isUpToDate(wanted, installed) {
  return Object.entries(wanted.packages ?? {}).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const there = installed.packages?.[path];
    return there ? there.version === version : optional === true;
  });
}

/**
 * What is wrong with the arguments or with this Node, as one line.
 * @param {string[]} names
 * @param {string} nodeVersion
 */
export function complaint(names, nodeVersion) {
  const unknown = names.find((name) => !Object.hasOwn(programs, name));
  if (unknown) return `setup: unknown program "${unknown}"; known are ${Object.keys(programs).join(', ')}.`;
  if (Number.parseInt(nodeVersion, 10) < OLDEST_NODE) return `Node ${OLDEST_NODE} or newer is needed; this is ${nodeVersion}.`;
}

/** @param {string} path */
const readLock = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

function dependenciesAreThere() {
  const installed = 'node_modules/.package-lock.json';
  return existsSync(join(root, installed)) && isUpToDate(readLock('package-lock.json'), readLock(installed));
}

/**
 * Runs a program with a dot every two seconds; what it says is shown only where it fails.
 * @param {string} label
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<boolean>} whether it went well
 */
function runQuietly(label, command, args) {
  process.stdout.write(label);
  const dots = setInterval(() => process.stdout.write('.'), 2000);
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += text));
  child.on('error', (error) => (log += error.message));
  return new Promise((resolve) => {
    // Comes after an error too.
    child.on('close', (code) => {
      clearInterval(dots);
      console.log(code === 0 ? ' done' : ' failed');
      if (code !== 0) console.error(log.trimEnd());
      resolve(code === 0);
    });
  });
}

/**
 * @param {string[]} names
 * @returns {Promise<string | undefined>} what is still missing, as one line
 */
async function setUp(names) {
  if (!dependenciesAreThere() && !(await runQuietly('Installing the locked dependencies', 'npm', ['ci']))) {
    return 'The dependencies could not be installed (npm ci); is the package registry reachable?';
  }
  const missing = names.flatMap((name) => programs[name] ?? []).filter((program) => !program.isThere());
  if (missing.length === 0) return;
  const complaints = missing.map((program) => program.missing()).join(' ');
  const canInstall = process.getuid?.() === 0 && findCommand('apt-get') && missing.every(({ packages }) => packages.length > 0);
  if (!canInstall) return complaints;
  const packages = [...new Set(missing.flatMap((program) => program.packages))];
  const ok =
    (await runQuietly('Reading the list of packages', 'apt-get', ['update'])) &&
    (await runQuietly(`Installing ${packages.join(', ')} (some minutes)`, 'apt-get', [
      'install',
      '--yes',
      '--no-install-recommends',
      ...packages,
    ]));
  if (!ok || missing.some((program) => !program.isThere())) return complaints;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2);
  const problem = complaint(names, process.versions.node) ?? (await setUp(names));
  if (problem) {
    console.error(problem);
    process.exitCode = 1;
  }
}
