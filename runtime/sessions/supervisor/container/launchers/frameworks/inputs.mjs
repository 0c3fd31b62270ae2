// Which of an object's inputs the message is, where it names several.

const TEXT = 'message input question query prompt text user_input request task topic content'.split(' ');
const HISTORY = ['history', 'chat_history', 'conversation'];
const OUTPUT = 'output answer response reply result final_answer generation text content'.split(' ');

/** The input that takes the message. `what` says whose inputs they are. */
export function textInput(names, what) {
  const possible = names.filter((name) => !HISTORY.includes(name));
  const found =
    TEXT.find((name) => possible.includes(name)) ?? (possible.length === 1 ? possible[0] : undefined);
  if (found !== undefined) return found;
  const error = new Error(
    `${what} has the inputs ${possible.join(', ')}, and none of them is plainly the message`,
  );
  error.hint = 'Call the one that takes the message `message`, or name a function as the handler.';
  throw error;
}

export function inputsOf(key, names, message, before) {
  const histories = HISTORY.filter((name) => names.includes(name)).map((name) => [name, before]);
  return { ...Object.fromEntries(histories), [key]: message };
}

/** The reply among the values of a state, or the state itself. `given` are the names that were put in. */
export function outputOf(state, given) {
  const made = Object.entries(state).filter(([name, value]) => !given.includes(name) && value != null);
  const named = OUTPUT.map((name) => made.find(([key]) => key === name)).find(Boolean);
  if (named !== undefined) return named[1];
  return made.length === 1 ? made[0][1] : state;
}
