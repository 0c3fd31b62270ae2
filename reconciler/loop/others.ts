// Secrets, roles and bindings of a revision, carried out: they make nothing, and take effect by being written down. Each is
// written with its audit row before it; repeating any step comes to the same.

import type { SecretSpec } from '../../schemas/kinds/secret.ts';
import type { Problem } from '../../schemas/problem.ts';
import { grantsOf } from '../../state/access/access.ts';
import type { AuditTrail } from '../../state/access/audit.ts';
import { forgetUnnamed } from '../../state/access/github-people.ts';
import { NO_SPACE, type ResourceAction } from '../../state/model/plan.ts';
import type { DeclaredSecrets, SealedDeclaration } from '../../state/secrets/declared-secrets.ts';
import type { GrantRow } from '../../state/store/grants.ts';
import type { Store } from '../../state/store/store.ts';
import { otherKey, type DesiredOther } from '../plan/desired.ts';
import { reasonOf, type DeclaredBy } from './declared-audit.ts';
import type { OtherInForce, ReadRevision } from './loader.ts';
import { placeOf } from './loading/known.ts';
import type { Refused } from './refused-spaces.ts';

export interface OthersDeps {
  readonly store: Pick<Store, 'grants' | 'secrets' | 'spaces' | 'transaction'>;
  readonly secrets: DeclaredSecrets;
  readonly audit: Pick<AuditTrail, 'add'>;
  /** What Git declares of permissions was written anew. */
  readonly accessChanged: () => void;
  /** Agents of that space may be given other secrets from now on. */
  readonly secretsChanged: (space: string) => void;
}

/** By `Secret/space/name`, the digest of a declaration that did not open. */
export type Unopened = Readonly<Record<string, string>>;

/** What a reading changes of them, with the secrets opened. */
export interface OtherChanges {
  readonly by: DeclaredBy;
  readonly grants: readonly DesiredOther[];
  readonly secrets: readonly { readonly declared: SealedDeclaration; readonly value: string }[];
  readonly removals: readonly ResourceAction[];
  /** One for each secret that did not open: the last good value stays in force. */
  readonly problems: readonly Problem[];
  readonly unopened: Unopened;
}

export interface Others {
  /** As a plan compares them; what did not open counts as it was declared, so that nothing waits for it twice. */
  inForce(unopened: Unopened): Promise<readonly OtherInForce[]>;
  /** Writes nothing. What was refused is left out. */
  open(read: ReadRevision, refused: Refused, unopened: Unopened): Promise<OtherChanges>;
  /** Before the agents that may name them. */
  write(changes: OtherChanges): Promise<void>;
  /** After the agents that named them. */
  remove(changes: OtherChanges): Promise<void>;
}

const BY = 'git';

export function createOthers(deps: OthersDeps): Others {
  const { store, secrets, audit } = deps;

  const tell = (
    { kind, space, name }: Pick<DesiredOther, 'space' | 'name'> & { readonly kind: string },
    verb: 'update' | 'delete',
    by: DeclaredBy,
    [before, after]: readonly [string | null, string | null],
  ): Promise<void> =>
    audit.add({
      account: BY,
      via: 'git',
      address: null,
      requestId: null,
      verb,
      kind,
      space: space === NO_SPACE ? null : space,
      name,
      decision: 'allowed',
      reason: reasonOf(by),
      before,
      after,
    });

  async function writeGrants({ grants, removals, by }: OtherChanges): Promise<void> {
    const gone = removals.filter(({ kind }) => kind === 'Role' || kind === 'RoleBinding');
    if (grants.length + gone.length === 0) return;
    const digests = new Map((await store.grants.list()).map((row) => [keyOfRow(row), row.specDigest]));
    for (const grant of grants) {
      const before = digests.get(otherKey(grant)) ?? null;
      if (before !== grant.specDigest) await tell(grant, 'update', by, [before, grant.specDigest]);
    }
    for (const removal of gone) await tell(removal, 'delete', by, [removal.fromSpecDigest ?? null, null]);
    await store.transaction(async (tables) => {
      const rows = new Map((await tables.grants.list()).map((row) => [keyOfRow(row), row]));
      for (const { kind, name } of gone) rows.delete(`${kind}/${name}`);
      for (const grant of grants) rows.set(otherKey(grant), rowOf(grant, by.commit));
      await tables.grants.replaceAll([...rows.values()]);
      await forgetUnnamed(tables, grantsOf([...rows.values()]));
    });
    deps.accessChanged();
  }

  async function writeSecrets({ secrets: opened, by }: OtherChanges): Promise<void> {
    const changed = new Set<string>();
    for (const { declared, value } of opened) {
      const { space, name, digest, at } = declared;
      const before = (await store.secrets.get(space, name))?.declaredDigest ?? null;
      if (before === digest) {
        await store.secrets.moved(space, name, at);
        continue;
      }
      await tell({ kind: 'Secret', space, name }, 'update', by, [before, digest]);
      await secrets.put(declared, value, BY);
      changed.add(space);
    }
    for (const space of changed) deps.secretsChanged(space);
  }

  return {
    async inForce(unopened) {
      const grants = (await store.grants.list()).map((row): OtherInForce => {
        const { kind, name, spec, specDigest, position } = row;
        return { kind, space: NO_SPACE, name, spec, specDigest, position: placeOf(position), failed: false };
      });
      const all = new Map<string, OtherInForce>(grants.map((other) => [otherKey(other), other]));
      // What a process that died wrote for a space that it did not come to make is not in force anywhere.
      const spaces = new Set((await store.spaces.list()).map(({ name }) => name));
      for (const { space, name, declaredAt, declaredDigest } of await store.secrets.declared()) {
        if (!spaces.has(space)) continue;
        const row = { kind: 'Secret', space, name, specDigest: declaredDigest } as const;
        all.set(otherKey(row), { ...row, position: declaredAt, failed: false });
      }
      for (const [key, specDigest] of Object.entries(unopened)) {
        const [, space = '', name = ''] = key.split('/');
        if (!spaces.has(space)) continue;
        const position = all.get(key)?.position ?? '';
        all.set(key, { kind: 'Secret', space, name, specDigest, position, failed: true });
      }
      return [...all.values()];
    },

    async open(read, refused, unopened) {
      const isApproved = ({ space }: { readonly space: string }) => refused[space] === undefined;
      const approved = read.others.filter(isApproved);
      const removals = read.otherRemovals.filter(isApproved);
      const sealed = approved.filter(({ kind }) => kind === 'Secret').map(sealedDeclaration);
      const opened = await secrets.open(sealed);
      const good: { declared: SealedDeclaration; value: string }[] = [];
      const problems: Problem[] = [];
      const still: Record<string, string> = { ...unopened };
      for (const { name, space } of removals) delete still[`Secret/${space}/${name}`];
      for (const [index, declared] of sealed.entries()) {
        const key = `Secret/${declared.space}/${declared.name}`;
        const result = opened[index];
        delete still[key];
        if (result?.type === 'opened') good.push({ declared, value: result.value });
        if (result?.type !== 'failed') continue;
        still[key] = declared.digest;
        const { message, hint } = result.error;
        problems.push({
          ...(approved.find((other) => otherKey(other) === key)?.position ?? nowhere),
          code: 'unusable-secret',
          severity: 'error',
          message: hint === undefined ? message : `${message} ${hint}`,
          resource: key,
        });
      }
      const grants = approved.filter(({ kind }) => kind !== 'Secret');
      return { by: read, grants, secrets: good, removals, problems, unopened: still };
    },

    async write(changes) {
      await writeGrants(changes);
      await writeSecrets(changes);
    },

    async remove({ removals, by }) {
      const gone = removals.filter(({ kind }) => kind === 'Secret');
      for (const removal of gone) {
        await tell(removal, 'delete', by, [removal.fromSpecDigest ?? null, null]);
        await secrets.delete(removal.space, removal.name);
      }
      for (const space of new Set(gone.map((removal) => removal.space))) deps.secretsChanged(space);
    },
  };
}

const nowhere = { file: '', line: 1, column: 1 };

const keyOfRow = ({ kind, name }: GrantRow): string => `${kind}/${name}`;

function rowOf({ kind, name, spec, specDigest, position }: DesiredOther, revision: string): GrantRow {
  if (kind === 'Secret') throw new Error('A secret is no grant');
  return { kind, name, spec, specDigest, position, revision };
}

function sealedDeclaration({ space, name, spec, specDigest, position }: DesiredOther): SealedDeclaration {
  const { sealed } = spec as SecretSpec;
  return { space, name, sealed, digest: specDigest, at: placeOf(position) };
}
