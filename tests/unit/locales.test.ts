import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import english from '../../src/locales/en/messages.json' with { type: 'json' };

type Key = keyof typeof english;

interface Entry {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

const folder = new URL('../../src/locales/', import.meta.url);

const keys = Object.keys(english) as Key[];
const others = (await readdir(folder)).filter((language) => language !== 'en');

/** Names, and words that a language shares with English. */
const sameAsEnglish: Partial<Record<Key, string[]>> = {
  direction: others.filter((language) => language !== 'ar'),
  name: others,
  min_face_px: ['fr', 'pt_BR'],
  range_short: others.filter((language) => language !== 'ja'),
  sites: ['fr', 'pt_BR', 'pt_PT'],
  about_version: ['de', 'fr'],
  local_save_json: others,
};

/** A message that names another one by its words. */
const quotes = [
  ['picture_item', 'estimate_picture'],
  ['page_item', 'estimate_page'],
  ['site_ask_why', 'site_always'],
  ['reason_engine_lost', 'estimate_again'],
] as const;

function usedIn(message: string): string[] {
  const names = [...message.matchAll(/\$(\w+)\$/g)].map(([, name = '']) => name.toLowerCase());
  return [...new Set(names)].sort();
}

function declaredIn({ placeholders = {} }: Entry): Record<string, string> {
  return Object.fromEntries(Object.entries(placeholders).map(([name, { content }]) => [name, content]));
}

it('finds the languages', () => expect(others).toContain('de'));

describe.each(others)('%s', async (language) => {
  const messages: Record<Key, Entry> = JSON.parse(await readFile(new URL(`${language}/messages.json`, folder), 'utf8'));

  it('has the messages of English, in their order', () => expect(Object.keys(messages)).toEqual(keys));

  it('leaves no message empty', () => {
    expect(keys.filter((key) => !messages[key].message.trim())).toEqual([]);
  });

  it('leaves nothing in English but what is the same', () => {
    const same = keys.filter((key) => messages[key].message === english[key].message);
    expect(same).toEqual(keys.filter((key) => sameAsEnglish[key]?.includes(language)));
  });

  it('names the same values', () => {
    const values = (entries: Record<Key, Entry>) =>
      keys.map((key) => [key, usedIn(entries[key].message), declaredIn(entries[key])]);
    expect(values(messages)).toEqual(values(english));
  });

  it('describes the extension in the space that the stores give', () => {
    expect(messages.description.message.length).toBeLessThanOrEqual(132);
  });

  it.each(quotes)('quotes in %s the words of %s', (key, quoted) => {
    expect(messages[key].message).toContain(messages[quoted].message);
  });
});

it('declares in English what it uses', () => {
  for (const key of keys) expect(Object.keys(declaredIn(english[key])).sort()).toEqual(usedIn(english[key].message));
});
