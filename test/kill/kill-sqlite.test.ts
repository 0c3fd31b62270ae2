import { before, it } from 'node:test';
import { ensureEngine } from '../support/machine/engine.ts';
import { runShortForm } from './short-form.ts';

before(() => ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) }));

it('loses nothing and answers nothing twice on SQLite, however it is killed: that is what accepted means', (test) =>
  runShortForm(test, (home) => `sqlite:${home}/raworc.db`));
