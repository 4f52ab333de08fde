import { expect, it, vi } from 'vitest';
import type { Tabs } from 'webextension-polyfill';

const tab = { id: 7, windowId: 1, active: true } as Tabs.Tab;
let isInFront = true;
const captureVisibleTab = vi.fn(async () => {
  throw new Error('no window here');
});
const get = async () => ({ ...tab, active: isInFront });
vi.mock('webextension-polyfill', () => ({ default: { tabs: { get, captureVisibleTab } } }));
const { capture } = await import('../../../background/capture.ts');

it('takes no picture of another tab that has come to the front while it waited, and none where the browser refuses', async () => {
  const [first, second] = [capture(tab, []), capture(tab, [])];
  expect(await first).toEqual([]);
  isInFront = false;
  expect(await second).toEqual([]);
  expect(captureVisibleTab).toHaveBeenCalledTimes(1);
});
