/** The closed list of what can go wrong for a user. The sentence of each is the message `reason_<name>` (dashes as underscores). */

export const reasons = {
  unreadable: { where: 'picture', retry: true },
  'not-a-picture': { where: 'picture', retry: false },
  'too-large': { where: 'picture', retry: false },
  'too-small': { where: 'picture', retry: false },
  'needs-permission': { where: 'picture', retry: true },
  'restricted-page': { where: 'page', retry: false },
  timeout: { where: 'picture', retry: true },
  'engine-unavailable': { where: 'page', retry: true },
  'engine-lost': { where: 'picture', retry: true },
  internal: { where: 'picture', retry: true },
} as const satisfies Record<string, { where: 'picture' | 'page'; retry: boolean }>;

export type Reason = keyof typeof reasons;

export function isReason(value: unknown): value is Reason {
  return typeof value === 'string' && Object.hasOwn(reasons, value);
}

/** Key of the sentence in the message files. */
export function messageKey(reason: Reason): string {
  return `reason_${reason.replaceAll('-', '_')}`;
}
