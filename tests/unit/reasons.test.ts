import { expect, it } from 'vitest';
import messages from '../../src/locales/en/messages.json' with { type: 'json' };
import { messageKey, type Reason, reasons } from '../../src/reasons.ts';

const sentences: Record<string, { message: string } | undefined> = messages;

it.each(Object.keys(reasons) as Reason[])('has a sentence for %s', (reason) => {
  expect(sentences[messageKey(reason)]?.message).toMatch(/\S/);
});

it('has no sentence for a reason that there is not', () => {
  const known = (Object.keys(reasons) as Reason[]).map(messageKey);
  expect(Object.keys(sentences).filter((key) => key.startsWith('reason_') && !known.includes(key))).toEqual([]);
});
