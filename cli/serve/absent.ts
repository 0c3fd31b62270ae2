// What a process without the engine has in its place: anything that is asked of it answers that an operator is needed.

import { noOperator } from '../../server/api/processes/errors.ts';

export function absent(): never {
  const refuse = (): never => {
    throw noOperator();
  };
  // Whoever awaits it must not take it for a promise.
  const get = (_target: unknown, name: string | symbol): unknown => (name === 'then' ? undefined : absent());
  return new Proxy(refuse, { get }) as never;
}
