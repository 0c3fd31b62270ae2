// What an event of a session says, in a line. Pure.

import type { LoggedEvent } from '../../api/shapes.ts';

const LONGEST = 120;

/** A type that is not known yet says at least its name. */
export function wordsOf({ type, data }: LoggedEvent): string {
  const text = (key: string): string => {
    const value = data[key];
    return typeof value === 'string' ? value : '';
  };
  switch (type) {
    case 'user.message':
      return `Said: ${short(text('content'))}`;
    case 'route.decided':
      return `${text('agent')} answers. ${text('reason')}`;
    case 'turn.started':
      return `${text('agent')} began.`;
    case 'agent.message':
      return `${text('agent')} replied: ${short(text('content'))}`;
    case 'agent.asked':
      return `${text('from')} asked ${text('agent')}: ${short(text('content'))}`;
    case 'agent.answered':
      return `${text('agent')} answered: ${short(text('content'))}`;
    case 'turn.handed_over':
      return `${text('from')} handed over to ${text('agent')}.`;
    case 'session.image':
      return `It runs ${text('to')} now.`;
    case 'session.copied':
      return `It is a copy of ${text('from')}.`;
    case 'session.exec':
      return `Somebody ran ${short(text('command'))}`;
    case 'session.forked':
      return 'It was forked.';
    default:
      return text('message') || type;
  }
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
