// The conversation so far, and the new message, as frameworks take them.

const ROLES = { user: 'user', agent: 'assistant', system: 'system' };

/** The session's earlier messages, oldest first. */
export function earlier({ history = [] }) {
  return history.map(({ role, content }) => ({ role: ROLES[role] ?? 'user', content }));
}

export const conversation = (message, context) => [...earlier(context), { role: 'user', content: message }];
