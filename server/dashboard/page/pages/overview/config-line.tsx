// Git's side of the overview: which commit is the newest, and whether it could be read.

import { Fragment } from 'preact';
import type { ConfigOverview } from '../../api/shapes.ts';
import { Ago } from '../../parts/ago.tsx';
import { Revision } from '../../parts/revision.tsx';
import { StandingMark } from '../../parts/standing.tsx';
import { hrefOf } from '../../route.ts';

export function ConfigLine({ config }: { readonly config: ConfigOverview }) {
  const isWell = config.standing === 'ready';
  return (
    <section class={isWell ? 'config' : 'config note warn'} aria-label="Config repository">
      <p>
        <StandingMark standing={config.standing} /> <Revision commit={config.revision} /> {config.subject}
        <span class="quiet">
          {config.author !== null && ` by ${config.author}`} on{' '}
          {config.ref.replace(/^refs\/(heads|tags)\//, '')}, looked at <Ago time={config.checked_at} />
        </span>
      </p>
      {!isWell && <p>{config.message}</p>}
      {config.hint !== null && <p class="hint">{config.hint}</p>}
      {config.problems > 1 && (
        <p>
          It is one of {config.problems} problems: each space shows its own, <code>raworc status</code> all.
        </p>
      )}
      {config.missing_spaces.length > 0 && (
        <p>
          Not there because of them:{' '}
          {config.missing_spaces.map((space, index) => (
            <Fragment key={space}>
              {index > 0 && ', '}
              <a href={hrefOf({ page: 'space', space })}>{space}</a>
            </Fragment>
          ))}
        </p>
      )}
    </section>
  );
}
