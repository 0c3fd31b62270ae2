// One session in a row; in trouble it says why.

import type { Session } from '../../api/shapes.ts';
import { Ago } from '../../parts/ago.tsx';
import type { RowPlace } from '../../parts/long-body.tsx';
import { StateMark } from '../../parts/standing.tsx';
import { hrefOf } from '../../route.ts';

interface SessionRowProps {
  readonly session: Session;
  readonly place: RowPlace;
}

export function SessionRow({ session, place }: SessionRowProps) {
  const { id, state, space, created_by, last_activity_at, message } = session;
  return (
    <tr {...place} class={state === 'error' ? 'trouble' : undefined}>
      <th scope="row">
        <a href={hrefOf({ page: 'session', id })}>{id}</a>
        {state === 'error' && <p class="why">{message}</p>}
      </th>
      <td data-label="State">
        <StateMark state={state} />
      </td>
      <td data-label="Space">{space}</td>
      <td data-label="Of">{created_by}</td>
      <td data-label="Last used">
        <Ago time={last_activity_at} />
      </td>
    </tr>
  );
}
