// One pull request: who wants what, its plan, and what stands in its way.

import type { Review, ReviewedChange } from '../../api/shapes.ts';
import { overview } from '../../live/overview.ts';
import { Ago } from '../../parts/ago.tsx';
import { FileProblems } from '../../parts/file-problems.tsx';
import { Revision } from '../../parts/revision.tsx';
import { hrefOf } from '../../route.ts';
import { extentText } from './extent.ts';
import { isSafeLink, obstacles } from './obstacles.ts';
import { Outcome } from './outcome.tsx';

export function ReviewCard({ review }: { readonly review: Review }) {
  const { pull, title, author, url, head, base, changes, more, updated_at, plan_hash } = review;
  const name = title ?? `Pull request ${pull}`;
  return (
    <article aria-label={`Pull request ${pull}`} tabIndex={-1}>
      <h2>
        {url !== null && isSafeLink(url) ? (
          <a href={url} rel="noreferrer">
            {name}
          </a>
        ) : (
          name
        )}{' '}
        <span class="quiet">#{pull}</span>
      </h2>
      <p class="quiet">
        {author !== null && `by ${author}, `}
        <Revision commit={base} /> → <Revision commit={head} />, planned <Ago time={updated_at} />
        {plan_hash !== null && (
          <>
            , <a href={`/plans/${plan_hash}`}>the whole plan</a>
          </>
        )}
      </p>
      {obstacles(review).map((text) => (
        <p key={text} class="bad-text">
          {text}
        </p>
      ))}
      {review.state === 'open' && <FileProblems problems={review.file_problems} />}
      {review.approved_by.length > 0 && <p>Approved by {review.approved_by.join(', ')}.</p>}
      {review.spaces.map((each) => (
        <section key={each.space} aria-label={`Plan for ${each.space}`}>
          <h3>
            <SpaceName name={each.space} />
          </h3>
          <p class="quiet">{extentText(each)}</p>
          <Changes changes={changes.filter(({ space }) => space === each.space)} />
        </section>
      ))}
      <Changes changes={changes.filter(({ space }) => space === '')} />
      {more > 0 && <p class="quiet">and {more} more changes.</p>}
      {review.outcome !== null && <Outcome markdown={review.outcome} />}
    </article>
  );
}

/** One that only comes with this pull request has no page yet. */
function SpaceName({ name }: { readonly name: string }) {
  const isThere = overview.value?.spaces.some((space) => space.name === name) ?? false;
  return isThere ? <a href={hrefOf({ page: 'space', space: name })}>{name}</a> : <>{name}</>;
}

function Changes({ changes }: { readonly changes: readonly ReviewedChange[] }) {
  if (changes.length === 0) return null;
  return (
    <ul class="plan">
      {changes.map(({ type, kind, name, brake, file, line }) => (
        <li key={`${kind}/${name}`}>
          <strong class={type === 'remove' ? 'bad-text' : undefined}>
            {type} {kind.toLowerCase()} {name}
          </strong>{' '}
          <code class="quiet">
            {file}:{line}
          </code>
          {brake !== null && <p class="bad-text">{brake}</p>}
        </li>
      ))}
    </ul>
  );
}
