// Where one says something. A message that may not have arrived is sent again under the same key, so it is one turn.

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

interface Talk {
  readonly id: string;
  readonly agents: readonly string[];
  readonly isClosed: boolean;
}

/** Not of `randomUUID`, which a page without TLS has not got. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('-');
}

export function TalkBox({ id, agents, isClosed }: Talk) {
  const text = useSignal('');
  const agent = useSignal('');
  const { isBusy: isSending, problem, attempt } = useAttempt();
  const key = useRef({ of: '', key: '' });

  async function send(): Promise<void> {
    const content = text.value.trim();
    if (content === '' || isSending.value) return;
    const body = { content, ...(agent.value === '' ? {} : { agent: agent.value }) };
    const of = JSON.stringify(body);
    if (key.current.of !== of) key.current = { of, key: newKey() };
    const headers = { 'idempotency-key': key.current.key };
    await attempt(async () => {
      await ask(`sessions/${encodeURIComponent(id)}/messages`, { method: 'POST', body, headers });
      key.current = { of: '', key: '' };
      text.value = '';
    });
  }

  if (isClosed) return <p class="quiet">This session is closed; what was said stays.</p>;
  return (
    <form
      class="talk"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for="say">Message</label>
      <textarea
        id="say"
        rows={3}
        aria-describedby="say-keys"
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <div class="tools">
        <label for="to">To</label>
        <select id="to" value={agent.value} onChange={(event) => (agent.value = event.currentTarget.value)}>
          <option value="">whoever fits</option>
          {agents.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <button class="main" type="submit" disabled={isSending.value}>
          {isSending.value ? 'Sending…' : 'Send'}
        </button>
        <span id="say-keys" class="quiet">
          Enter sends, Shift+Enter begins a line
        </span>
      </div>
      {problem.value !== null && <ProblemNote problem={problem.value} />}
    </form>
  );
}
