/** What a tab asks for is done a few at a time. The rest waits in memory, so there is an end to that too. */
import { MAX_PICTURE_BYTES } from '../src/read/fetch-picture.ts';

/** More than the engine takes from a page at once, few enough to hold. */
const AT_ONCE = 16;
/** Of messages, for each tab: some thousands of photographs. */
const MAX_WAITING_BYTES = 16 * MAX_PICTURE_BYTES;
/** What the smallest takes. */
const MIN_BYTES = 1024;

interface Tab {
  working: number;
  waitingBytes: number;
  waiting: (() => void)[];
}

const tabs = new Map<number | undefined, Tab>();

/** What `work` gives, when it is its turn; undefined at once where too much is waiting. `bytes` are held until then. */
export async function inTurn<T>(tabId: number | undefined, bytes: number, work: () => Promise<T>): Promise<T | undefined> {
  const tab = tabs.get(tabId) ?? { working: 0, waitingBytes: 0, waiting: [] };
  tabs.set(tabId, tab);
  if (tab.working < AT_ONCE) tab.working++;
  else {
    const held = Math.max(bytes, MIN_BYTES);
    if (tab.waitingBytes + held > MAX_WAITING_BYTES) return;
    tab.waitingBytes += held;
    await new Promise<void>((resolve) => tab.waiting.push(resolve));
    tab.waitingBytes -= held;
  }
  try {
    return await work();
  } finally {
    const next = tab.waiting.shift();
    // It takes this one's place.
    if (next) next();
    else if (--tab.working === 0) tabs.delete(tabId);
  }
}
