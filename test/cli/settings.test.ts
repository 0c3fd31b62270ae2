import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { clientSettings } from '../../cli/settings/client-settings.ts';
import { serveSettings } from '../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../cli/settings/settings.ts';

describe('settings', () => {
  let home: string;
  beforeEach(() => {
    home = join(mkdtempSync(join(tmpdir(), 'raworc-settings-')), 'home');
    mkdirSync(home);
  });
  afterEach(() => rmSync(join(home, '..'), { recursive: true, force: true }));

  const writeConfig = (text: string) => writeFileSync(join(home, 'config.json'), text);

  it('takes flags before the environment before the file, because that is the order people expect', () => {
    writeConfig('{ "RAWORC_PORT": 1, "RAWORC_HOST": "file", "RAWORC_POLL": "9s" }');
    const settings = loadSettings(
      { RAWORC_HOME: home, RAWORC_PORT: '3' },
      { RAWORC_PORT: '2', RAWORC_HOST: 'environment' },
    );
    assert.equal(settings.get('RAWORC_PORT'), '3');
    assert.equal(settings.get('RAWORC_HOST'), 'environment');
    assert.equal(settings.get('RAWORC_POLL'), '9s');
  });

  it('takes an empty variable for unset, because shells and compose files leave them so', () => {
    assert.equal(loadSettings({ RAWORC_HOME: home }, { RAWORC_HOST: '' }).get('RAWORC_HOST'), undefined);
  });

  const brokenFiles = [
    { text: '{', why: 'is no JSON' },
    { text: '[]', why: 'is no object' },
    { text: '{ "RAWORC_PROT": 9000 }', why: 'has a misspelt setting' },
    { text: '{ "RAWORC_PORT": true }', why: 'has a value that is no text' },
  ];
  for (const { text, why } of brokenFiles) {
    it(`refuses a config file that ${why}, because ignoring it would run something else`, () => {
      writeConfig(text);
      assert.throws(() => loadSettings({ RAWORC_HOME: home }, {}), { code: 'SETTING_INVALID' });
    });
  }

  for (const [name, value] of [
    ['RAWORC_PORT', '70000'],
    ['RAWORC_PORT', 'http'],
    ['RAWORC_LOG_LEVEL', 'loud'],
  ] as const) {
    it(`refuses ${name}=${value}, because it can only be a mistake`, () => {
      const settings = loadSettings({ RAWORC_HOME: home }, { [name]: value });
      assert.throws(() => serveSettings(settings), { code: 'SETTING_INVALID' });
    });
  }

  it('keeps state in SQLite under the home where no database is set, so that a newcomer needs no server', () => {
    const { databaseUrl, host, port } = serveSettings(loadSettings({ RAWORC_HOME: home }, {}));
    assert.deepEqual(
      { databaseUrl, host, port },
      { databaseUrl: `sqlite:${home}/raworc.db`, host: '127.0.0.1', port: 9000 },
    );
  });

  it('finds the server and the token of the home, so that the CLI on the same machine needs no setting', () => {
    writeFileSync(join(home, 'server.json'), '{ "url": "http://127.0.0.1:4711" }');
    writeFileSync(join(home, 'admin-token'), 'raworc_abc\n');
    assert.deepEqual(clientSettings(loadSettings({ RAWORC_HOME: home }, {})), {
      url: 'http://127.0.0.1:4711',
      token: 'raworc_abc',
    });
  });

  it('says what to do where there is no token', () => {
    assert.throws(() => clientSettings(loadSettings({ RAWORC_HOME: home }, {})), {
      code: 'UNAUTHORIZED',
      hint: /raworc serve/,
    });
  });
});
