// Who waits for the one connection, first come, first served. Pure.

export interface Line {
  enter(): Promise<void>;
  leave(): void;
}

export function createLine(): Line {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    enter() {
      if (!taken) {
        taken = true;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) taken = false;
      else next();
    },
  };
}
