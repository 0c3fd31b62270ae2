// Real signatures by OpenSSH and GnuPG: good ones pass, and whatever is else wrong does not.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { createCommitVerifier } from '../../../../reconciler/git/signatures/verify-commit.ts';
import { takeApart } from '../../../../reconciler/git/signatures/signed-commit.ts';
import { parseCommitId } from '../../../../state/model/ids.ts';

const read = (name: string) => readFileSync(new URL(`../../../fixtures/signatures/${name}`, import.meta.url));
const text = (name: string) => read(name).toString('utf8');

async function verdict(keys: string, commit: Uint8Array): Promise<string> {
  const id = parseCommitId(
    createHash('sha1').update(`commit ${commit.length}\0`).update(commit).digest('hex'),
  );
  assert.ok(id !== undefined);
  const verify = await createCommitVerifier(keys);
  return verify(id, commit).then(
    () => 'trusted',
    (error: { readonly code: string }) => error.code,
  );
}

describe('a commit', () => {
  const everybody = `${text('keys')}\n${text('openpgp.asc')}`;
  for (const name of ['ssh-ed', 'ssh-rsa', 'ssh-ec', 'openpgp']) {
    test(`signed by a trusted key (${name}) passes, because that is what people do`, async () => {
      assert.equal(await verdict(everybody, read(`${name}.commit`)), 'trusted');
    });

    test(`signed by ${name} and changed afterwards does not, because anybody could have`, async () => {
      const changed = Buffer.from(text(`${name}.commit`).replace('With a body', 'With a Body'));
      assert.equal(await verdict(everybody, changed), 'COMMIT_NOT_TRUSTED');
    });
  }

  for (const name of ['ssh-eve', 'openpgp-stranger']) {
    test(`signed by a stranger (${name}) does not, because a signature alone proves nothing`, async () => {
      assert.equal(await verdict(everybody, read(`${name}.commit`)), 'COMMIT_NOT_TRUSTED');
    });
  }

  test('without a signature is told apart from one with a wrong one, because people mend them differently', async () => {
    assert.equal(await verdict(everybody, read('unsigned.commit')), 'COMMIT_NOT_SIGNED');
  });

  test('with a signature that was cut off is refused, not a crash', async () => {
    const cut = Buffer.from(text('ssh-ed.commit').replace(/ AAAAQAqRYA.*\n.*\n.*\n/, ' AAAA\n'));
    assert.equal(await verdict(everybody, cut), 'COMMIT_NOT_TRUSTED');
  });

  test('whose signature was taken from another commit is refused, because it signs that one', async () => {
    const { signature } = takeApart(read('ssh-ed.commit'));
    const header = `gpgsig ${(signature ?? '').trimEnd().replaceAll('\n', '\n ')}\n`;
    const forged = text('unsigned.commit').replace('\n\n', `\n${header}\n`);
    assert.equal(await verdict(everybody, Buffer.from(forged)), 'COMMIT_NOT_TRUSTED');
  });

  test('that only mentions a signature in its message is unsigned', async () => {
    const unsigned = text('unsigned.commit').replace('With', 'gpgsig -----BEGIN SSH SIGNATURE-----\n With');
    assert.equal(await verdict(everybody, Buffer.from(unsigned)), 'COMMIT_NOT_SIGNED');
  });
});

describe('the file of trusted keys', () => {
  test('may be written as allowed_signers is, because people have that file already', async () => {
    const signers = text('keys')
      .trim()
      .split('\n')
      .map((line) => `alice@example.com namespaces="git" ${line}`)
      .join('\n');
    assert.equal(await verdict(`# our people\n\n${signers}\n`, read('ssh-ed.commit')), 'trusted');
  });

  for (const [why, keys] of [
    ['is refused empty, because then nothing could ever run', '# nobody yet\n'],
    ['is refused with a line that is no key, because that one was meant to count', 'hello\n'],
    ['is refused with a key that is cut off', 'ssh-ed25519 AAAAC3NzaC1lZDI1\n'],
    [
      'is refused with an OpenPGP key that is cut off',
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEaw\n-----END PGP PUBLIC KEY BLOCK-----\n',
    ],
  ] as const) {
    test(why, async () => {
      await assert.rejects(createCommitVerifier(keys), { code: 'VERIFY_KEYS_INVALID' });
    });
  }
});
