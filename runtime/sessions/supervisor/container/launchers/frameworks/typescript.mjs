// TypeScript that was written for a compiler imports `./state.js` where the file is `./state.ts`. Node.js takes types away but
// looks for what is written, so this looks for the other too.

import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (thrown) {
      const written = /^(\.{1,2}\/.*)\.([mc]?)js$/.exec(specifier);
      if (thrown?.code !== 'ERR_MODULE_NOT_FOUND' || written === null) throw thrown;
      return next(`${written[1]}.${written[2]}ts`, context);
    }
  },
});
