// What everything else stands on: the home folder, the store, this installation's id, keys and tokens.

import type { Logger } from 'pino';
import { ensureAdminToken } from '../../state/access/admin-token.ts';
import { createAccess, type Access } from '../../state/access/access.ts';
import { createAccounts, type Accounts } from '../../state/access/accounts.ts';
import { createAuditTrail, type AuditTrail } from '../../state/access/audit.ts';
import { createTokens, type Tokens } from '../../state/access/tokens.ts';
import { createDeclaredSecrets, type DeclaredSecrets } from '../../state/secrets/declared-secrets.ts';
import type { HiddenValues } from '../../state/secrets/hidden-values.ts';
import { createMasterKeyRotation, type MasterKeyRotation } from '../../state/secrets/master-key-rotation.ts';
import type { MasterKeys } from '../../state/secrets/master-key.ts';
import { loadRequiredKeys } from '../../state/secrets/required-keys.ts';
import { createSealingKeys, type SealingKeys } from '../../state/secrets/sealing-keys.ts';
import { createProcessSeals, digestOf, type ProcessSeals } from '../../state/secrets/process-seal.ts';
import { createSecretBox } from '../../state/secrets/secret-box.ts';
import { createSecrets, type Secrets } from '../../state/secrets/secrets.ts';
import type { Meter } from '../../state/model/measurement.ts';
import { openStore } from '../../state/store/open.ts';
import type { Store } from '../../state/store/store.ts';
import { requireLikeMinded } from '../../state/tasks/presence.ts';
import { claimHome, type ClaimedHome } from '../../state/tasks/owners.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { systemClock as clock, systemRandom as random } from './clock.ts';

export interface Foundations extends AsyncDisposable {
  readonly home: ClaimedHome;
  readonly store: Store;
  /** 12 hex digits; part of the names and the owner label of everything on the engine. */
  readonly installation: string;
  readonly tokens: Tokens;
  readonly accounts: Accounts;
  readonly access: Access;
  readonly audit: AuditTrail;
  /** The administrator's; undefined in a process that nobody shows tokens to. */
  readonly token: string | undefined;
  readonly secrets: Secrets;
  readonly declaredSecrets: DeclaredSecrets;
  readonly sealingKeys: SealingKeys;
  readonly keyRotation: MasterKeyRotation;
  readonly masterKeys: MasterKeys;
  readonly seals: ProcessSeals;
  /** Under which digests of values are shown to people. */
  readonly digestKey: string;
}

export async function layFoundations(
  settings: ServeSettings,
  { log, meter }: { readonly log: Logger; readonly meter: Meter },
  hidden?: Pick<HiddenValues, 'hide'>,
): Promise<Foundations> {
  await using undo = new AsyncDisposableStack();
  const home = undo.adopt(claimHome(settings.home, random), (claimed) => claimed.release());
  const store = undo.adopt(await openStore(settings.databaseUrl, { random, meter }), (opened) =>
    opened.close(),
  );
  log.info(store.description, 'state is kept here');

  const installation = await store.meta.setOnce('installation-id', Buffer.from(random(6)).toString('hex'));
  const digestKey = await store.meta.setOnce('digest-key', Buffer.from(random(32)).toString('hex'));
  const tokens = createTokens({ store, clock, random });
  const token = settings.role === 'operator' ? undefined : await adminToken(settings, home, tokens, log);

  const given = { home: settings.home, given: settings.masterKey, random };
  const masterKeys = loadRequiredKeys(given, await store.secrets.keyUse());
  const onValue = (value: string): void => hidden?.hide(value);
  for (const value of masterKeys.map(({ bytes }) => Buffer.from(bytes).toString('base64'))) onValue(value);
  if (token !== undefined) onValue(token);
  const keyIds = masterKeys.map(({ id }) => id);
  requireLikeMinded(await store.processes.list(), keyIds, clock.now());
  const box = createSecretBox({ masterKeys, random, onValue });
  const secrets = createSecrets({ store, box, clock, installation });
  const sealingKeys = createSealingKeys({ store, box, clock, installation });

  if (home.previousOwner !== undefined) {
    const released = await store.tasks.releaseOwner(home.previousOwner, clock.now());
    if (released > 0) log.info({ released }, 'taking over from a runtime that died here');
  }
  const owned = undo.move();
  return {
    home,
    store,
    installation,
    digestKey,
    tokens,
    accounts: createAccounts({ store, clock }),
    access: createAccess({ store, clock }),
    audit: createAuditTrail({ store, clock }),
    token,
    secrets,
    declaredSecrets: createDeclaredSecrets({ store, box, sealingKeys, clock, installation }),
    sealingKeys,
    keyRotation: createMasterKeyRotation({ store, secrets, masterKeys, clock }),
    masterKeys,
    seals: createProcessSeals({ masterKeys, installation, clock, random }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Of this home. Several homes that face the network for one installation have one each. */
async function adminToken(
  { home, role }: ServeSettings,
  { owner }: ClaimedHome,
  tokens: Tokens,
  log: Logger,
): Promise<string> {
  const own = role === 'api' ? { id: `admin-${digestOf(owner).slice(0, 12)}` } : {};
  const { token, path } = await ensureAdminToken({ home, tokens, random, ...own });
  log.info({ path }, 'the administrator’s token is in this file');
  return token;
}
