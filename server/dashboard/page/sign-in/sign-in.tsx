// Where one signs in: by a link that works once, or by a token.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask } from '../api/client.ts';
import { is401 } from '../api/problem.ts';
import { PageTitle } from '../parts/page-title.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { route } from '../route.ts';
import { redeem } from './redeem.ts';
import { tokenUnknown } from './refusals.ts';
import { signOut } from './sign-out.ts';
import { ended, keepToken } from './token.ts';

export function SignIn() {
  const { isBusy, problem, attempt } = useAttempt();
  const typed = useSignal('');

  // A link may come into a tab that shows this already, or in which somebody is signed in.
  useEffect(() => {
    const at = route.value;
    if (at.page !== 'sign-in') return;
    signOut();
    route.value = { page: 'overview' };
    void attempt(() => redeem(at.code));
  }, [route.value]);

  const signIn = (event: Event): void => {
    event.preventDefault();
    const text = typed.value.trim();
    void attempt(async () => {
      await ask('whoami', { as: text }).catch((thrown: unknown) => {
        throw is401(thrown) ? tokenUnknown() : thrown;
      });
      keepToken(text);
    });
  };

  const refusal = isBusy.value ? null : (problem.value ?? ended.value);
  return (
    <main class="sign-in">
      <p class="name">Raworc</p>
      <PageTitle title="Sign in" />
      <p>
        Run <code>raworc dashboard</code> for a link that signs you in, or show a token.
      </p>
      <form onSubmit={signIn}>
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
        <button class="main" type="submit" disabled={isBusy.value}>
          {isBusy.value ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      {refusal !== null && <ProblemNote problem={refusal} />}
    </main>
  );
}
