import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import JSZip from 'jszip';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { noticeOf, packagesIn } from '../../../scripts/build/licences.ts';
import { build } from '../../../scripts/build.ts';
import { judge } from '../../../scripts/package/advisories.ts';
import { readFolder, zipFiles } from '../../../scripts/package/zip.ts';
import { makePackages } from '../../../scripts/package.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const root = path.join(import.meta.dirname, '../../..');
const readJson = async (file: string) => JSON.parse(await readFile(path.join(root, file), 'utf8'));

describe('a zip', () => {
  const files = [
    ['b.txt', Buffer.from('second')],
    ['a/z.txt', Buffer.from('first')],
    ['B.txt', Buffer.from('before small letters')],
  ] as const;

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it('is the same bytes on another day, in another time zone and from another order', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime('2026-01-01T12:00:00Z');
    vi.stubEnv('TZ', 'UTC');
    const first = await zipFiles(files);
    vi.setSystemTime('2031-07-15T23:30:00Z');
    vi.stubEnv('TZ', 'Asia/Tokyo');
    const second = await zipFiles(files.toReversed());
    expect(Buffer.from(second).equals(first)).toBe(true);
  });

  it('has sorted names, one time and plain permissions, and no entries for folders', async () => {
    const { files: entries } = await JSZip.loadAsync(await zipFiles(files));
    expect(Object.keys(entries)).toEqual(['B.txt', 'a/z.txt', 'b.txt']);
    for (const { date, unixPermissions } of Object.values(entries)) {
      expect(date.toISOString()).toBe('1980-01-01T00:00:00.000Z');
      expect(Number(unixPermissions) & 0o7777).toBe(0o644);
    }
    expect(await entries['a/z.txt']?.async('string')).toBe('first');
  });
});

describe('the packages', { timeout: 60_000 }, () => {
  let buildDir: string;

  beforeAll(async () => {
    buildDir = path.join(root, 'build/test/package');
    await build({ outDir: buildDir });
  }, 60_000);

  it('are named for browser and version, and hold all of the build', async () => {
    const { version } = await readJson('package.json');
    const packages = await makePackages(buildDir);
    expect(packages.map(({ file }) => file)).toEqual([`age-badges-chrome-${version}.zip`, `age-badges-firefox-${version}.zip`]);
    for (const [i, browser] of ['chrome', 'firefox'].entries()) {
      const { files } = await JSZip.loadAsync(packages[i]?.bytes ?? []);
      const built = await readFolder(path.join(buildDir, browser));
      expect(Object.keys(files)).toEqual(built.map(([name]) => name).sort());
      for (const [name, bytes] of built) expect((await files[name]?.async('nodebuffer'))?.equals(bytes), name).toBe(true);
    }
  });

  it('are the same bytes when the sources lie in another folder', async () => {
    const elsewhere = path.join(temporaryFolder(), 'some where else');
    const sources = (await readdir(root)).filter(
      (name) => !['.git', 'node_modules', 'dist', 'build', 'data', 'out'].includes(name),
    );
    for (const name of sources) await cp(path.join(root, name), path.join(elsewhere, name), { recursive: true });
    await symlink(path.join(root, 'node_modules'), path.join(elsewhere, 'node_modules'));
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
      cwd: elsewhere,
      env: { ...process.env, TZ: 'Asia/Tokyo', LC_ALL: 'C' },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const browser of ['chrome', 'firefox']) {
      const there = new Map(await readFolder(path.join(elsewhere, 'dist', browser)));
      const here = await readFolder(path.join(buildDir, browser));
      expect([...there.keys()].sort()).toEqual(here.map(([name]) => name).sort());
      for (const [name, bytes] of here) expect(there.get(name)?.equals(bytes), name).toBe(true);
    }
  });

  it('are refused in one line when they are too large', async () => {
    const small = temporaryFolder();
    await mkdir(path.join(small, 'chrome'));
    await writeFile(path.join(small, 'chrome/manifest.json'), '{"version":"1.2.3"}');
    await expect(makePackages(small, 100)).rejects.toThrow(
      /^age-badges-chrome-1\.2\.3\.zip: 1\d\d bytes are more than the 100 that a package may have$/,
    );
  });

  it('say under which licence each part comes', async () => {
    const page = await readFile(path.join(buildDir, 'chrome/licences.html'), 'utf8');
    const { dependencies, devDependencies } = await readJson('package.json');
    const { packages } = await readJson('package-lock.json');
    const inherited = ['@preact/signals-core', '@tensorflow/tfjs-backend-cpu', 'long'];
    for (const name of [...Object.keys(dependencies), '@mediapipe/face_detection', ...inherited])
      expect(page).toContain(`<li>${name} ${packages[`node_modules/${name}`].version} (`);
    expect(page).not.toContain('<li>node-fetch');
    // A text of each kind, the weights' terms, and where the source of the one that wants it told is.
    for (const text of ['Copyright (c) 2026 The Age Badges contributors', 'Version 2.0, January 2004', 'Jason Miller'])
      expect(page).toContain(text);
    expect(page).toMatch(/webextension-polyfill [\d.]+ \(MPL-2\.0\), source: <a href="https:\/\/github\.com\/mozilla/);
    expect(page).toContain('non-commercial research');
    // What was compiled in was looked up for these versions: look again before they change.
    for (const name of ['@mediapipe/tasks-vision', '@tensorflow/tfjs-backend-wasm'])
      expect(page).toMatch(new RegExp(`The wasm files of .*${name} ${{ ...dependencies, ...devDependencies }[name]}`));
  });
});

describe('a notice', () => {
  const packageWith = async (files: Record<string, string>) => {
    const folder = temporaryFolder();
    const about = { name: 'some-part', version: '1.2.3', license: 'BSD-4-Clause', repository: 'git://example.org/some-part' };
    for (const [name, text] of Object.entries({ 'package.json': JSON.stringify(about), ...files }))
      await writeFile(path.join(folder, name), text);
    return folder;
  };

  it('is of every package in the bundles, once, and of none that was left out', () => {
    const outputs = {
      'a.js': {
        inputs: {
          'node_modules/one/index.js': { bytesInOutput: 5 },
          'node_modules/one/more.js': { bytesInOutput: 5 },
          'node_modules/one/node_modules/@some/two/index.js': { bytesInOutput: 5 },
          'node_modules/shaken-off/index.js': { bytesInOutput: 0 },
          '(disabled):node_modules/for-node/index.js': { bytesInOutput: 5 },
          'src/protocol.ts': { bytesInOutput: 5 },
        },
        ...{ bytes: 25, imports: [], exports: [] },
      },
    };
    expect(packagesIn({ outputs })).toEqual(
      ['node_modules/one', 'node_modules/one/node_modules/@some/two'].map((folder) => path.join(root, folder)),
    );
  });

  it("has the package's licence and its notices", async () => {
    const folder = await packageWith({
      'LICENCE.txt': 'Do as you like.\r\n',
      NOTICE: 'With thanks to nobody.\n',
      'index.js': '',
    });
    expect(await noticeOf(folder)).toEqual({
      title: 'some-part 1.2.3',
      licence: 'BSD-4-Clause',
      source: 'https://example.org/some-part',
      text: 'Do as you like.\n\nWith thanks to nobody.',
    });
  });

  it('ends the build where a package has no text of its licence', async () => {
    await expect(noticeOf(await packageWith({ NOTICE: 'no licence' }))).rejects.toThrow(
      /^some-part 1\.2\.3 is in the build without the text of its licence \(BSD-4-Clause\)/,
    );
  });
});

it('no package is made with high or critical findings; where the registry does not answer, it says so', () => {
  const found = (severity: string) => judge({ vulnerabilities: { 'some-part': { severity } } });
  expect(found('moderate')).toEqual({ ok: true, line: 'npm audit: no high or critical findings' });
  expect(found('high')).toEqual({ ok: false, line: 'npm audit: some-part (high)' });
  expect(found('critical').ok).toBe(false);
  expect(judge({ message: '405' })).toEqual({ ok: true, line: expect.stringContaining('NOT CHECKED') });
});

it('every dependency is exact, and locked by what its bytes hash to', async () => {
  const { version, dependencies, devDependencies } = await readJson('package.json');
  for (const [name, wanted] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(wanted, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  const { packages } = await readJson('package-lock.json');
  expect(packages['']).toMatchObject({ dependencies, devDependencies });
  for (const [name, { integrity }] of Object.entries<{ integrity?: string }>(packages))
    if (name !== '') expect(integrity, name).toMatch(/^sha512-/);
  expect((await readJson('manifest.json')).version).toBe(version);
});
