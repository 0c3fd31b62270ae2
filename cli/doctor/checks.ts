// What has to be right on a machine for `raworc serve`: engine, base image, database, Git and clock.

import type { Engine } from '../../runtime/containers/engine.ts';
import { hostBaseNames } from '../../runtime/images/base/base-names.ts';
import type { Repositories } from '../../reconciler/git/repositories.ts';
import { openStore } from '../../state/store/open.ts';
import type { RandomBytes } from '../../state/model/ids.ts';
import { ownConfigPath, type ServeSettings } from '../settings/serve-settings.ts';
import { checkEdge } from './check-edge.ts';
import { examine, type Finding } from './check.ts';
import { engineVerdict } from './engine-verdict.ts';

export interface DoctorDeps {
  readonly settings: ServeSettings;
  readonly engine: Engine;
  readonly repositories: Repositories;
  readonly random: RandomBytes;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

const largestSkewMs = 30_000;

function checkEngine({ engine, signal }: DoctorDeps): Promise<Finding> {
  return examine(
    'engine',
    async () => engineVerdict(await engine.info({ signal })),
    'Start Docker, or set DOCKER_HOST to where it listens.',
  );
}

function checkBase({ engine, signal }: DoctorDeps): Promise<Finding> {
  return examine(
    'base image',
    async () => {
      const { base, build } = await hostBaseNames();
      const found = await Promise.all([base, build].map((image) => engine.images.inspect(image, { signal })));
      if (found.every((image) => image !== undefined))
        return { result: 'ok', message: `${base} and ${build} are there.` };
      const message = `${found[0] === undefined ? base : build} is not there.`;
      return { result: 'failed', message, hint: 'Make it: raworc base build.' };
    },
    'Make it once the engine answers: raworc base build.',
  );
}

/** Asked of the host itself, by what would set the rules. */
function checkEgress({ engine, signal }: DoctorDeps): Promise<Finding> {
  return examine(
    'egress',
    async () => {
      const { base } = await hostBaseNames();
      await engine.hostRules.probe({ image: base, signal });
      return {
        result: 'ok',
        message: 'The host keeps sessions with `egress: internet` from private addresses.',
      };
    },
    'Declare `network: { egress: none }` until the host can filter.',
  );
}

function checkDatabase({ settings, random }: DoctorDeps): Promise<Finding> {
  return examine(
    'database',
    async () => {
      const store = await openStore(settings.databaseUrl, { random });
      try {
        await store.ping();
        const { dialect, location, version } = store.description;
        return { result: 'ok', message: `${dialect} ${version} at ${location} answers.` };
      } finally {
        await store.close();
      }
    },
    'Check RAWORC_DATABASE_URL, and that the server runs.',
  );
}

function checkGit({ settings, repositories, signal }: DoctorDeps): Promise<Finding> {
  return examine(
    'git',
    async () => {
      const { configRepo, configRef } = settings;
      if (configRepo === undefined) {
        const path = ownConfigPath(settings.home);
        return { result: 'ok', message: `No config repository is set: raworc serve keeps one at ${path}.` };
      }
      const repository = repositories.open(configRepo);
      const wanted = configRef === undefined ? {} : { ref: configRef };
      const { commit } = await repository.resolve(wanted, undefined, { signal });
      return {
        result: 'ok',
        message: `${repository.location} answers; ${configRef ?? 'its HEAD'} is ${commit.slice(0, 12)}.`,
      };
    },
    'Check RAWORC_CONFIG_REPO and RAWORC_CONFIG_REF.',
  );
}

/** Against the engine's clock: leases and time-outs go wrong when they differ. */
function checkClock({ engine, settings, now, signal }: DoctorDeps): Promise<Finding> {
  return examine(
    'clock',
    async () => {
      const asked = now();
      const { systemTime } = await engine.info({ signal });
      const skew = Math.abs(systemTime - (asked + now()) / 2);
      if (skew <= largestSkewMs)
        return { result: 'ok', message: `The engine’s clock is ${Math.round(skew)} ms away from ours.` };
      const message = `The engine’s clock is ${Math.round(skew / 1000)} s away from the one of ${settings.home}.`;
      return { result: 'failed', message, hint: 'Set both by NTP: leases and time-outs depend on them.' };
    },
    'Start the engine first.',
  );
}

export function runChecks(deps: DoctorDeps): Promise<readonly Finding[]> {
  return Promise.all(
    [checkEngine, checkBase, checkEgress, checkDatabase, checkGit, checkClock, checkEdge].map((check) =>
      check(deps),
    ),
  );
}
