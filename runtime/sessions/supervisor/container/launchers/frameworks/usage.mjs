// Usage in the words of the protocol.

/** Undefined where nothing was counted. */
export function usageOf(input, output, model) {
  const said = {
    ...(Number.isInteger(input) && input > 0 && { input_tokens: input }),
    ...(Number.isInteger(output) && output > 0 && { output_tokens: output }),
  };
  if (Object.keys(said).length === 0) return undefined;
  return typeof model === 'string' ? { ...said, model } : said;
}

/** `counts` are pairs of tokens in and out. */
export function summed(counts, model) {
  const sum = (at) => counts.reduce((total, pair) => total + (pair[at] ?? 0), 0);
  return usageOf(sum(0), sum(1), model);
}
