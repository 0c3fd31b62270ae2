// One pull request: who wants what, its plan, and what stands in its way.

import type { Review, ReviewedChange } from '../../api/shapes.ts';
import { Ago } from '../../parts/ago.tsx';
import { Revision } from '../../parts/revision.tsx';
import { isSafeLink, obstacles } from './obstacles.ts';

export function ReviewCard({ review }: { readonly review: Review }) {
  const { pull, title, author, url, head, base, changes, more, updated_at, plan_hash } = review;
  const name = title ?? `Pull request ${pull}`;
  return (
    <article aria-label={`Pull request ${pull}`}>
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
      {review.spaces.map(({ space, builds, sessions, created, updated, removed }) => (
        <section key={space} aria-label={`Plan for ${space}`}>
          <h3>
            {space}{' '}
            <span class="quiet">
              {created} new, {updated} changed, {removed} removed; {builds.length}{' '}
              {builds.length === 1 ? 'layer' : 'layers'} to build; {sessions}{' '}
              {sessions === 1 ? 'session' : 'sessions'} affected
            </span>
          </h3>
          <Changes changes={changes.filter((change) => change.space === space)} />
        </section>
      ))}
      <Changes changes={changes.filter(({ space }) => space === '')} />
      {more > 0 && <p class="quiet">and {more} more changes.</p>}
      {review.outcome !== null && <pre class="log">{review.outcome}</pre>}
    </article>
  );
}

function Changes({ changes }: { readonly changes: readonly ReviewedChange[] }) {
  if (changes.length === 0) return null;
  return (
    <ul class="plan">
      {changes.map(({ type, kind, name, brake, file, line }) => (
        <li key={`${kind}/${name}`}>
          <strong>
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
