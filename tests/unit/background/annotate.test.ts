import { expect, it, vi } from 'vitest';

/** What each frame with a content script answers. */
const answers = new Map<number, boolean | Error>();
const executeScript = async () => [...answers.keys()].map((frameId) => ({ frameId, result: true }));
const sendMessage = vi.fn(async (_tabId: number, _message: unknown, { frameId }: { frameId: number }) => {
  const answer = answers.get(frameId);
  if (answer instanceof Error) throw answer;
  return answer;
});
const runtime = { getURL: (path: string) => path, onMessage: { addListener: () => {} } };
vi.mock('webextension-polyfill', () => ({ default: { runtime, scripting: { executeScript }, tabs: { sendMessage } } }));
const { focusBadges } = await import('../../../background/annotate.ts');

it('moves the focus into the first frame that has badges in view', async () => {
  for (const [frameId, answer] of [
    [9, true],
    [7, true],
    [3, new Error('gone')],
    [0, false],
  ] as const)
    answers.set(frameId, answer);
  await focusBadges(5);
  expect(sendMessage.mock.calls.map(([tabId, , { frameId }]) => [tabId, frameId])).toEqual([
    [5, 0],
    [5, 3],
    [5, 7],
  ]);
});
