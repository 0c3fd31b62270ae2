// Pull requests of the config repository, each with what it would do.

import { useSignal } from '@preact/signals';
import { get } from '../../api/client.ts';
import type { Page, Review, ReviewState } from '../../api/shapes.ts';
import { overview } from '../../live/overview.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ReviewCard } from './review-card.tsx';

const states: readonly ReviewState[] = ['open', 'merged', 'closed'];

export function ReviewsPage() {
  const state = useSignal<ReviewState>('open');
  return (
    <>
      <PageTitle title="Reviews" />
      <div class="tools">
        <label class="quiet" for="review-state">
          Pull requests that are
        </label>
        <select
          id="review-state"
          value={state.value}
          onChange={(event) => (state.value = event.currentTarget.value as ReviewState)}
        >
          {states.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </div>
      <Reviews key={state.value} state={state.value} />
    </>
  );
}

function Reviews({ state }: { readonly state: ReviewState }) {
  const { value, problem } = useLoaded(
    state,
    (signal) => get<Page<Review>>(`reviews?state=${state}`, signal),
    overview.value,
  );
  if (problem.value !== null) return <ProblemNote problem={problem.value} />;
  if (value.value === null) return <p class="quiet">Loading…</p>;
  const { items } = value.value;
  if (items.length === 0)
    return <p class="quiet">None that Raworc knows of and that touches a space you may see.</p>;
  return (
    <ul class="reviews">
      {items.map((review) => (
        <li key={`${review.repo}#${review.pull}`}>
          <ReviewCard review={review} />
        </li>
      ))}
    </ul>
  );
}
