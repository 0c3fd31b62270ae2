// What was said, with who answered and why; it stays at its end as long as one looks at the end, and else where one reads.

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Message } from '../../api/shapes.ts';
import { Ago } from '../../parts/ago.tsx';
import { Revision } from '../../parts/revision.tsx';
import type { Conversation, Draft, TurnNote } from './conversation.ts';

interface Shown {
  readonly conversation: Conversation;
  readonly hasOlder: boolean;
  readonly readOlder: () => void;
}

const NEAR_END = 80;

export function ConversationView({ conversation, hasOlder, readOlder }: Shown) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const oldest = useRef<{ readonly said: HTMLElement; readonly top: number } | null>(null);
  const isReading = useRef(false);
  useLayoutEffect(() => {
    if (box.current === null) return;
    const { said, top } = oldest.current ?? {};
    if (isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
    else if (said?.isConnected && top !== undefined) box.current.scrollTop += said.offsetTop - top;
    const first = box.current.querySelector('article');
    oldest.current = first === null ? null : { said: first, top: first.offsetTop };
  }, [conversation]);
  useLayoutEffect(() => {
    // The button that was pressed is gone, and the focus with it.
    if (!hasOlder && isReading.current) box.current?.focus({ preventScroll: true });
    isReading.current = false;
  }, [hasOlder]);
  const { messages, turns, drafts } = conversation;
  const isAnswered = new Set(messages.filter(({ role }) => role === 'agent').map(({ turn_id }) => turn_id));
  return (
    <div
      class="conversation"
      role="log"
      aria-label="Conversation"
      tabIndex={0}
      ref={box}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
      }}
    >
      {hasOlder && (
        <button
          type="button"
          onClick={() => {
            isReading.current = true;
            readOlder();
          }}
        >
          What was said before
        </button>
      )}
      {messages.length === 0 && drafts.size === 0 && <p class="quiet">Nothing was said yet.</p>}
      {messages.map((message) => {
        const note = message.turn_id === null ? undefined : turns.get(message.turn_id);
        const isLast = message.role === 'agent' || !isAnswered.has(message.turn_id);
        return <Said key={message.id} message={message} note={isLast ? note : undefined} />;
      })}
      {[...drafts].map(([turn, draft]) => (
        <Saying key={turn} draft={draft} />
      ))}
    </div>
  );
}

function Said({ message, note }: { readonly message: Message; readonly note: TurnNote | undefined }) {
  const { role, agent, content, created_at } = message;
  return (
    <article class={`said ${role}`}>
      <p class="who">
        <strong>{role === 'agent' ? agent : role === 'user' ? 'User' : 'Raworc'}</strong>{' '}
        {role === 'agent' && note?.commit !== undefined && <Revision commit={note.commit} />}{' '}
        <span class="quiet">
          <Ago time={created_at} />
        </span>
      </p>
      <p class="text">{content}</p>
      {note?.route !== undefined && (
        <p class="hint">
          {note.route.agent} was chosen: {note.route.reason}
        </p>
      )}
      {note?.failure !== undefined && (
        <div class="note bad">
          <p>
            {note.failure.message} <span class="quiet">{note.failure.code}</span>
          </p>
          {note.failure.hint !== undefined && <p class="hint">{note.failure.hint}</p>}
        </div>
      )}
    </article>
  );
}

function Saying({ draft }: { readonly draft: Draft }) {
  return (
    <article class="said agent" aria-busy="true">
      <p class="who">
        <strong>{draft.agent}</strong> <span class="quiet">is answering…</span>
      </p>
      <p class="text">
        {draft.isCut && '… '}
        {draft.text}
      </p>
    </article>
  );
}
