// Signatures made by `ssh-keygen -Y sign`, as OpenSSH's PROTOCOL.sshsig describes them.

import { createHash } from 'node:crypto';
import sshpk from 'sshpk';

export type SshKey = sshpk.Key;

const magic = 'SSHSIG';
/** What Git signs commits for; a signature for anything else says nothing about a commit. */
const namespace = 'git';

/** Throws what `sshpk` throws where it is no key of a kind that can sign. */
export function parseSshKey(line: string): SshKey {
  return sshpk.parseKey(line, 'ssh');
}

/** Which of the keys made it; undefined where none did, or where it can't be read. */
export function sshSigner(
  payload: Uint8Array,
  armoured: string,
  keys: readonly SshKey[],
): SshKey | undefined {
  try {
    return signerOf(payload, armoured, keys);
  } catch {
    // Whatever is wrong with it: it is no signature by one of these keys.
    return undefined;
  }
}

function signerOf(payload: Uint8Array, armoured: string, keys: readonly SshKey[]): SshKey | undefined {
  const body = /-----BEGIN SSH SIGNATURE-----([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----/.exec(
    armoured,
  )?.[1];
  const fields = createReader(Buffer.from(body ?? '', 'base64'));
  if (fields.bytes(magic.length).toString('latin1') !== magic || fields.number() !== 1) return undefined;
  const publicKey = fields.text();
  const signedFor = fields.text().toString('latin1');
  const reserved = fields.text();
  const hash = fields.text().toString('latin1');
  const blob = fields.text();
  if (signedFor !== namespace || (hash !== 'sha256' && hash !== 'sha512')) return undefined;
  const key = keys.find((known) => known.toBuffer('rfc4253', {}).equals(publicKey));
  // A key that only agrees on secrets (curve25519) signs nothing.
  if (key === undefined || key.type === 'curve25519') return undefined;
  const digest = createHash(hash).update(payload).digest();
  const signed = Buffer.concat([
    Buffer.from(magic),
    ...[Buffer.from(signedFor), reserved, Buffer.from(hash), digest].map(withLength),
  ]);
  const signature = sshpk.parseSignature(blob, key.type, 'ssh');
  // RSA may be signed over either hash; SHA-1 is not one that can be trusted.
  const algorithm = signature.hashAlgorithm ?? key.defaultHashAlgorithm();
  if (algorithm === 'sha1' || algorithm === 'md5') return undefined;
  const verify = key.createVerify(algorithm);
  verify.update(signed);
  return verify.verify(signature) ? key : undefined;
}

interface Reader {
  bytes(length: number): Buffer;
  number(): number;
  /** A length, and so many bytes. */
  text(): Buffer;
}

function createReader(buffer: Buffer): Reader {
  let at = 0;
  const bytes = (length: number): Buffer => {
    if (at + length > buffer.length) throw new RangeError('The signature ends too early.');
    at += length;
    return buffer.subarray(at - length, at);
  };
  const number = (): number => bytes(4).readUInt32BE();
  return { bytes, number, text: () => bytes(number()) };
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
