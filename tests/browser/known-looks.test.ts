/** What the engine said of a picture is known the next time, wherever the picture comes from. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

const IDLE_MS = 2000;

/** Runs in a page of the extension. Changes what is kept of all pictures, so that it can be told from a new answer. */
function keepAge(age: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('looks');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('looks', 'readwrite');
      let pictures = 0;
      transaction.objectStore('looks').openCursor().onsuccess = ({ target }) => {
        const { result: cursor } = target as IDBRequest<IDBCursorWithValue | null>;
        if (!cursor) return;
        pictures++;
        for (const face of cursor.value.look.faces) face.age = age;
        cursor.update(cursor.value);
        cursor.continue();
      };
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(pictures);
      };
    };
  });
}

/** Runs in a page of the extension. Keeps so many copies of what is kept, as if each took so many bytes, and older from one to the next. */
function keepCopies(copies: number, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('looks');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('looks', 'readwrite');
      const store = transaction.objectStore('looks');
      store.openCursor().onsuccess = ({ target }) => {
        const { result: cursor } = target as IDBRequest<IDBCursorWithValue | null>;
        if (!cursor) return;
        for (let copy = 1; copy <= copies; copy++)
          store.put({ ...cursor.value, bytes, usedMs: cursor.value.usedMs - copy }, `${cursor.key} copy ${copy}`);
      };
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}

/** Runs in a page of the extension. The number of each copy that is kept, 0 for what is none. */
function keptCopies(): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('looks');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asking = opening.result.transaction('looks').objectStore('looks').getAllKeys();
      asking.onsuccess = () => {
        opening.result.close();
        resolve(asking.result.map((key) => Number(String(key).split(' copy ')[1] ?? 0)));
      };
    };
  });
}

describe.each(BROWSERS)('a picture that was looked at before, in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST], { prefs: { 'extensions.background.idle.timeout': IDLE_MS } });

  async function ages(query: string): Promise<number[]> {
    const page = await at.extension.openPage(`${at.server.origin}/frame.html?${query}`);
    const [picture] = await at.extension.annotate(page);
    await page.close();
    return picture?.faces.map(({ age }) => age) ?? [];
  }

  async function endEngine(): Promise<void> {
    if (name === 'firefox') return sleep(2 * IDLE_MS);
    const hosts = at.extension.browser.targets().filter((target) => target.type() === 'background_page');
    for (const host of hosts) await (await host.asPage()).evaluate(() => window.close());
  }

  it('is remembered, and kept for the next time, until it is cleared', async () => {
    const first = await ages('first');
    expect(first).toHaveLength(3);
    await expect.poll(() => at.extension.control.evaluate(keepAge, 77)).toBe(1);
    // From memory.
    expect(await ages('second')).toEqual(first);
    await endEngine();
    expect(await ages('third')).toEqual([77, 77, 77]);
    const settings = await at.extension.openExtensionPage('options.html');
    const forget = await settings.waitForSelector('::-p-text(Forget estimates)');
    await forget?.click();
    await expect.poll(() => settings.evaluate(() => document.body.textContent)).toContain('Pictures: 0.');
    await settings.close();
    // Neither on the disk nor in memory.
    expect(await ages('fourth')).toEqual(first);
  });

  it('goes when newer ones take the room', async () => {
    await ages('room');
    const megabytes = 1024 * 1024;
    await expect.poll(() => at.extension.control.evaluate(keptCopies)).toHaveLength(1);
    await at.extension.control.evaluate(keepCopies, 100, megabytes);
    expect(await at.extension.control.evaluate(keptCopies)).toHaveLength(101);
    await endEngine();
    // What is looked at next takes some room, too.
    const page = await at.extension.openPage(`${at.server.origin}/text.html`);
    await page.evaluate(() => {
      document.body.innerHTML = '<img src="/demo/sample3.jpg" width="450" height="300" alt="">';
    });
    expect((await at.extension.annotate(page))[0]?.faces).toHaveLength(3);
    await expect.poll(() => at.extension.control.evaluate(keptCopies)).toHaveLength(65);
    const copies = (await at.extension.control.evaluate(keptCopies)).filter((copy) => copy > 0);
    // The first copies are the newest.
    expect(copies.sort((a, b) => a - b)).toEqual(Array.from({ length: 63 }, (_, index) => index + 1));
  });
});
