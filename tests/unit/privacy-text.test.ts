/** Each sentence of PRIVACY.md has a test behind it. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };

const root = new URL('../../', import.meta.url);
const text = await readFile(new URL('PRIVACY.md', root), 'utf8');

const notes = [...text.matchAll(/^\[\^([\w-]+)\]: \[(.+?)\]\((.+?)\): (.+)$/gm)].map(([, name, label, file, title]) => ({
  name: name ?? '',
  label,
  file: file ?? '',
  title: title ?? '',
}));
/** Below the first heading of a section: what is above says what the page is. */
const claims = text.replace(/^\[\^.*/gm, '').replace(/^[\s\S]*?(?=^## )/m, '');

describe('PRIVACY.md', () => {
  it('names a test behind each sentence', () => {
    const blocks = claims.split(/\n(?=- |#|\n)/).map((block) => block.replace(/\s+/g, ' ').trim());
    const sentences = blocks.filter((block) => block && !block.startsWith('#')).flatMap((block) => block.split(/(?<=[.!?]\S*) /));
    expect(sentences.length).toBeGreaterThan(25);
    expect(sentences.filter((sentence) => !/[.!?](\[\^[\w-]+\])+$/.test(sentence))).toEqual([]);
  });

  it('names each test that it means, and no other', () => {
    const used = [...claims.matchAll(/\[\^([\w-]+)\]/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(notes.map(({ name }) => name).sort());
    expect(text.match(/^\[\^/gm)).toHaveLength(notes.length);
  });

  it.each(notes)('means a test of $file that is there: $title', async ({ label, file, title }) => {
    expect(label).toBe(file);
    const source = await readFile(new URL(file, root), 'utf8');
    const tests = [...source.matchAll(/(?:\bit|\)|\])\(\s*(["'])(.*?)\1,/g)].map(([, , found]) => found?.replace(/, in %s$/, ''));
    expect(tests).toContain(title);
  });

  it('says what each permission is for', () => {
    const section = claims.split('## What the permissions are for')[1]?.split('\n## ')[0] ?? '';
    const named = [...section.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(named.sort()).toEqual([...manifest.permissions].sort());
  });
});
