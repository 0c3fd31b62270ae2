// A gate that can be closed for a while: what waits at it goes on when it opens.

export interface Gate {
  readonly whenOpen: () => Promise<void>;
  readonly open: () => void;
  readonly close: () => void;
}

export function createGate(): Gate {
  let closed: PromiseWithResolvers<void> | undefined;

  async function whenOpen(): Promise<void> {
    if (closed === undefined) return;
    await closed.promise;
    // It may have been closed again between the opening and our turn.
    await whenOpen();
  }

  return {
    whenOpen,
    open() {
      closed?.resolve();
      closed = undefined;
    },
    close() {
      closed ??= Promise.withResolvers();
    },
  };
}
