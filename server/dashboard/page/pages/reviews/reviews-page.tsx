// Pull requests of the config repository, each with what it would do.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type ReadPages, readPages } from '../../api/read-pages.ts';
import type { Review, ReviewState } from '../../api/shapes.ts';
import { isConnected, overview } from '../../live/overview.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { ChoiceField } from '../../parts/choice-field.tsx';
import { OldNote } from '../../parts/old-note.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ReviewCard } from './review-card.tsx';

/** Each is a card with its whole plan. */
const PAGE = 20;
const MOST_AT_ONCE = 100;

const states: readonly ReviewState[] = ['open', 'merged', 'closed'];

export function ReviewsPage() {
  const state = useSignal<ReviewState>('open');
  return (
    <>
      <PageTitle title="Reviews" />
      <OldNote isConnected={isConnected.value} />
      <div class="tools">
        <ChoiceField
          id="review-state"
          title="Pull requests that are"
          value={state.value}
          options={states}
          onChoose={(chosen) => (state.value = chosen as ReviewState)}
        />
      </div>
      <Reviews key={state.value} state={state.value} />
    </>
  );
}

function Reviews({ state }: { readonly state: ReviewState }) {
  const wanted = useSignal(PAGE);
  const { value, problem } = useLoaded(
    state,
    (signal) =>
      readPages<Review>(`reviews?state=${state}`, {
        count: wanted.peek(),
        atOnce: MOST_AT_ONCE,
        signal,
      }),
    // What is pushed says that something changed, and these are read again as far as they are shown.
    `${overview.value?.reviews ?? ''} ${wanted.value}`,
  );
  return (
    <>
      {problem.value !== null && <ProblemNote problem={problem.value} />}
      {value.value === null ? (
        problem.value === null && <p class="quiet">Loading…</p>
      ) : (
        <Cards {...value.value} readMore={() => (wanted.value += PAGE)} />
      )}
    </>
  );
}

interface CardsProps extends ReadPages<Review> {
  readonly readMore: () => void;
}

function Cards({ items, hasMore, readMore }: CardsProps) {
  const list = useRef<HTMLUListElement>(null);
  const firstNew = useRef<number | null>(null);
  // Whoever asked for more goes on at the first of them: the button may be gone.
  useEffect(() => {
    if (firstNew.current === null || items.length <= firstNew.current) return;
    list.current?.children[firstNew.current]?.querySelector('article')?.focus();
    firstNew.current = null;
  }, [items.length]);
  if (items.length === 0)
    return <p class="quiet">None that Raworc knows of and that touches a space you may see.</p>;
  return (
    <>
      <ul class="reviews" ref={list}>
        {items.map((review) => (
          <li key={`${review.repo}#${review.pull}`}>
            <ReviewCard review={review} />
          </li>
        ))}
      </ul>
      {hasMore && (
        <p>
          <button
            type="button"
            onClick={() => {
              firstNew.current = items.length;
              readMore();
            }}
          >
            Show more
          </button>
        </p>
      )}
    </>
  );
}
