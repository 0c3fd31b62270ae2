import { before, it } from 'node:test';
import { ensureDatabase } from '../support/machine/database.ts';
import { ensureEngine } from '../support/machine/engine.ts';
import { runShortForm } from './short-form.ts';

before(() => ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) }));

it('loses nothing and answers nothing twice on MySQL, whose connections a kill leaves behind', async (test) => {
  const database = await ensureDatabase();
  try {
    await runShortForm(test, () => database.url);
  } finally {
    await database.stop();
  }
});
