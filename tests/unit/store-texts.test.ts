/** What docs/store says, where it can be checked. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { deriveManifest, type Manifest } from '../../scripts/build/manifest.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFile(new URL(file, root), 'utf8');
const manifest: Manifest = JSON.parse(await read('manifest.json'));

/** The section's text, without comments. */
function section(page: string, title: string): string {
  const text = page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
  return text.replace(/<!--.*?-->/gs, '').trim();
}

describe.each([
  ['chrome', 132],
  ['firefox', 250],
] as const)('the texts for the store of %s', (browser, maxCharacters) => {
  it('have a summary that fits', async () => {
    const summary = section(await read(`docs/store/${browser}.md`), 'Summary');
    expect(summary.length).toBeGreaterThan(50);
    expect(summary.length).toBeLessThanOrEqual(maxCharacters);
  });

  it('give a reason for each permission, and for no other', async () => {
    const permissions = section(await read(`docs/store/${browser}.md`), 'Permissions');
    const named = [...permissions.matchAll(/^- (.*?): /gm)].flatMap(([, names = '']) => names.match(/(?<=`)[^`, ]+(?=`)/g) ?? []);
    const derived = deriveManifest(manifest, browser);
    expect(named).toEqual([...derived.permissions, ...(derived.optional_host_permissions as string[])]);
  });
});

it("Chrome's summary is the description, which fits in every language", async () => {
  const languages = await readdir(new URL('src/locales', root));
  for (const language of languages) {
    const { description } = JSON.parse(await read(`src/locales/${language}/messages.json`));
    expect(description.message.length, language).toBeLessThanOrEqual(132);
    if (language === 'en') expect(section(await read('docs/store/chrome.md'), 'Summary')).toBe(description.message);
  }
});

it('the pictures are 1280 by 800 and small', async () => {
  const pictures = (await readdir(new URL('docs/store', root))).filter((file) => file.endsWith('.jpg'));
  expect(pictures.length).toBeGreaterThanOrEqual(3);
  for (const file of pictures) {
    const bytes = await readFile(new URL(`docs/store/${file}`, root));
    // The frame's header: marker, length, bits, height, width.
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    expect([bytes.readUInt16BE(frame + 7), bytes.readUInt16BE(frame + 5)], file).toEqual([1280, 800]);
    expect(bytes.byteLength, file).toBeLessThan(200_000);
    expect(await read('docs/store/chrome.md')).toContain(`(${file})`);
  }
});
