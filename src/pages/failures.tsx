/** Why pictures have no estimate, with how many there are of each. */
import type { Status } from '../protocol.ts';
import { messageKey, type Reason, reasons } from '../reasons.ts';
import { count, text } from './words.ts';

export function Failures({ failed }: Pick<Status, 'failed'>) {
  const rows = (Object.keys(reasons) as Reason[]).filter((reason) => failed[reason]);
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{text('not_estimated')}</h2>
      <ul>
        {rows.map((reason) => (
          <li key={reason}>
            <b>{count(failed[reason] ?? 0)}</b> {text(messageKey(reason))}
          </li>
        ))}
      </ul>
    </section>
  );
}
