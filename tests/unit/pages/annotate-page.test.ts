import { beforeEach, expect, it, vi } from 'vitest';

const sendMessage = vi.fn();
vi.mock('webextension-polyfill', () => ({ default: { runtime: { sendMessage } } }));
const { annotatePage } = await import('../../../src/pages/annotate-page.ts');

beforeEach(() => {
  sendMessage.mockReset();
});

it('asks again until a service worker lives to answer', async () => {
  sendMessage.mockRejectedValueOnce(new Error('closed')).mockResolvedValueOnce(undefined).mockResolvedValue({ ok: true });
  expect(await annotatePage(7)).toBeUndefined();
  expect(sendMessage).toHaveBeenCalledTimes(3);
});

it('says why the page is closed, at once', async () => {
  sendMessage.mockResolvedValue({ ok: false, reason: 'restricted-page' });
  expect(await annotatePage(7)).toBe('restricted-page');
  expect(sendMessage).toHaveBeenCalledTimes(1);
});

it('gives up in the end', async () => {
  sendMessage.mockRejectedValue(new Error('closed'));
  expect(await annotatePage(7)).toBe('internal');
});
