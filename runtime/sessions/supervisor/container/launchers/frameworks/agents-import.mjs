// Imports a package as the agent's own files would, so that there is one instance of it.

import { join } from 'node:path';
import { constants, Script } from 'node:vm';

/** Undefined where the agent has no such package. */
export async function importAsAgent(folder, name) {
  const importing = new Script(`import(${JSON.stringify(name)})`, {
    filename: join(folder, 'raworc.mjs'),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  try {
    return await importing.runInThisContext();
  } catch (thrown) {
    if (thrown?.code !== 'ERR_MODULE_NOT_FOUND') throw thrown;
    return undefined;
  }
}
