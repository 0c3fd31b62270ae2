// A request to a model's server that follows no redirect, for the key would go with it, and reads only so much of the answer.

const MOST_BYTES = 1024 * 1024;

export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' });
  if (response.body === null) return response;
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > MOST_BYTES) controller.error(new Error('The answer of the model is too long.'));
        else controller.enqueue(chunk);
      },
    }),
  );
  return new Response(counted, response);
};
