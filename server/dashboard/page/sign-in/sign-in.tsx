// Where one signs in: by a link that works once, or by a token.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask } from '../api/client.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { route } from '../route.ts';
import { redeem } from './redeem.ts';
import { keepToken } from './token.ts';

export function SignIn() {
  const { isBusy, problem, attempt } = useAttempt();
  const typed = useSignal('');

  useEffect(() => {
    const at = route.value;
    if (at.page !== 'sign-in') return;
    route.value = { page: 'overview' };
    void attempt(() => redeem(at.code));
  }, []);

  const signIn = (event: Event): void => {
    event.preventDefault();
    const text = typed.value.trim();
    void attempt(async () => {
      await ask('whoami', { as: text });
      keepToken(text);
    });
  };

  return (
    <main class="sign-in">
      <h1>Raworc</h1>
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
      {problem.value !== null && <ProblemNote problem={problem.value} />}
    </main>
  );
}
