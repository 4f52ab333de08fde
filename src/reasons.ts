/**
 * The closed list of what can go wrong for a user. The sentence of each is the message `reason_<name>` (dashes as underscores).
 * `where` it is said when a whole page was asked for: on each `picture`, or in the `popup` alone because it is the same for all
 * pictures or one of many icons. A single picture that was asked for says it in any case. With `retry`, a second try may help.
 */

export const reasons = {
  unreadable: { where: 'picture', retry: true },
  'not-a-picture': { where: 'picture', retry: false },
  'too-large': { where: 'picture', retry: false },
  'too-small': { where: 'popup', retry: false },
  'needs-permission': { where: 'picture', retry: true },
  'restricted-page': { where: 'popup', retry: false },
  'switched-off': { where: 'popup', retry: false },
  timeout: { where: 'picture', retry: true },
  'engine-unavailable': { where: 'popup', retry: true },
  'engine-lost': { where: 'picture', retry: true },
  internal: { where: 'picture', retry: true },
} as const satisfies Record<string, { where: 'picture' | 'popup'; retry: boolean }>;

export type Reason = keyof typeof reasons;

/** Key of the sentence in the message files. */
export function messageKey(reason: Reason): string {
  return `reason_${reason.replaceAll('-', '_')}`;
}
