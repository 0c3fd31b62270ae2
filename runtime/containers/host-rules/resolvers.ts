// Where names are asked, from a resolver configuration. Pure.

const NAMESERVER = /^\s*nameserver\s+(\d{1,3}(?:\.\d{1,3}){3})\s*$/;

/** The IPv4 addresses that a container could ask; its own loopback is none of the host's. */
export function resolversIn(resolvConf: string): readonly string[] {
  const found = resolvConf.split('\n').flatMap((line) => NAMESERVER.exec(line)?.[1] ?? []);
  return [...new Set(found)].filter((address) => !address.startsWith('127.')).sort();
}
