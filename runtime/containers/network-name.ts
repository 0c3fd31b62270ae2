// The one name of a space's network: the reconciler makes it, sessions join it.

/** Holds part of the installation's id, for several installations may share an engine. */
export function spaceNetworkName(installationId: string, space: string): string {
  return `raworc_${installationId.slice(0, 8)}_${space}`;
}
