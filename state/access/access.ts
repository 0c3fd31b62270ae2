// Who may do what, now: the pure decision over what Git declares, read from the store at most once a second.

import type { RoleBindingSpec } from '../../schemas/kinds/role-binding.ts';
import type { RoleSpec } from '../../schemas/kinds/role.ts';
import type { Clock } from '../model/clock.ts';
import type { GrantRow } from '../store/grants.ts';
import type { Store } from '../store/store.ts';
import { decide, ROOT_ACCOUNT, type Decision, type Grants, type Question, type Subject } from './decide.ts';

export interface Access {
  decide(subject: Subject, question: Question): Promise<Decision>;
  /** For whoever has many questions at once. What it answers holds for the moment. */
  grants(): Promise<Grants>;
  /** What Git declares was written anew by this process. */
  changed(): void;
}

/** How late another process's news may be: a role that was taken away may act for so long. */
const KNOWN_FOR_MS = 1_000;

export function createAccess(deps: { readonly store: Pick<Store, 'grants'>; readonly clock: Clock }): Access {
  const { store, clock } = deps;
  let known: { readonly at: number; readonly grants: Promise<Grants> } | undefined;

  function grants(): Promise<Grants> {
    const now = clock.now();
    if (known !== undefined && now - known.at < KNOWN_FOR_MS && now >= known.at) return known.grants;
    const read = store.grants.list().then(grantsOf);
    const reading = { at: now, grants: read };
    known = reading;
    read.catch(() => {
      if (known === reading) known = undefined;
    });
    return read;
  }

  return {
    grants,
    async decide(subject, question) {
      // It needs nothing that Git declares, and so works while nothing is.
      const declared = isRoot(subject) ? NOTHING : await grants();
      return decide(subject, declared, question);
    },
    changed() {
      known = undefined;
    },
  };
}

const NOTHING: Grants = { roles: new Map(), bindings: [] };

const isRoot = ({ account, kind }: Subject): boolean => account === ROOT_ACCOUNT && kind === 'account';

export function grantsOf(rows: readonly GrantRow[]): Grants {
  const roles = rows.filter(({ kind }) => kind === 'Role');
  const bindings = rows.filter(({ kind }) => kind === 'RoleBinding');
  return {
    roles: new Map(roles.map(({ name, spec }) => [name, spec as RoleSpec])),
    bindings: bindings.map(({ name, spec }) => ({ name, spec: spec as RoleBindingSpec })),
  };
}
