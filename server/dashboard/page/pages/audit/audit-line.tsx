// One line of the audit.

import type { AuditRow } from '../../api/shapes.ts';
import type { RowPlace } from '../../parts/long-body.tsx';

interface AuditLineProps {
  readonly row: AuditRow;
  readonly place: RowPlace;
}

export function AuditLine({ row, place }: AuditLineProps) {
  const { at, account, verb, kind, name, space, decision, reason, via, address } = row;
  return (
    <tr {...place} class={decision === 'refused' ? 'trouble' : undefined}>
      <td data-label="When">
        <time dateTime={at}>{new Date(at).toLocaleString()}</time>
      </td>
      <td data-label="Who">{account === '' ? <span class="quiet">nobody known</span> : account}</td>
      <td data-label="What">
        {verb} {kind}
        {name !== null && <code> {name}</code>}
      </td>
      <td data-label="Space">{space ?? <span class="quiet">none</span>}</td>
      <td data-label="Decision">
        {decision === 'refused' ? <strong class="bad-text">refused</strong> : decision}{' '}
        <span class="quiet">{reason}</span>
      </td>
      <td data-label="From">
        {via}
        {address !== null && <span class="quiet"> {address}</span>}
      </td>
    </tr>
  );
}
