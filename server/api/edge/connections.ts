// How many connections may be open at once: all together, and of each address. One more is closed before anything of it is
// read; whoever is connected goes on.

import type { Server } from 'node:http';
import { BlockList, isIPv6, type Socket } from 'node:net';
import type { EdgeLimits } from './limits.ts';

export interface BoundConnections extends Pick<EdgeLimits, 'connections' | 'connectionsPerAddress'> {
  /** Many clients may be behind it. */
  readonly isShared: (address: string) => boolean;
  /** Told at most once a minute, with how many there were since. */
  readonly onRefused?: (count: number) => void;
}

const TOLD_EVERY_MS = 60_000;

export function boundConnections(server: Server, bounds: BoundConnections): void {
  const { connections, connectionsPerAddress, isShared } = bounds;
  const tell = tellSeldom(bounds.onRefused ?? (() => undefined));
  if (connections > 0) server.maxConnections = connections;
  server.on('drop', tell);
  if (connectionsPerAddress === 0) return;
  const open = new Map<string, number>();
  // For TLS too this is before the handshake.
  server.prependListener('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    // It is gone already.
    if (remoteAddress === undefined) return;
    if (isShared(remoteAddress)) return;
    const key = holderOf(remoteAddress);
    const count = open.get(key) ?? 0;
    if (count >= connectionsPerAddress) {
      tell();
      socket.destroy();
      return;
    }
    open.set(key, count + 1);
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1;
      if (left === 0) open.delete(key);
      else open.set(key, left);
    });
  });
}

function tellSeldom(told: (count: number) => void): () => void {
  let count = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  return () => {
    count += 1;
    const now = performance.now();
    if (now - toldAt < TOLD_EVERY_MS) return;
    told(count);
    [count, toldAt] = [0, now];
  };
}

/** This machine, where a proxy may be that nobody named, and the proxies that were. */
export function sharedAddresses(trustedProxies: readonly string[]): (address: string) => boolean {
  const shared = new BlockList();
  shared.addSubnet('127.0.0.0', 8, 'ipv4');
  shared.addAddress('::1', 'ipv6');
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) shared.addAddress(address, family);
    else shared.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const plain = withoutMapping(address);
    return shared.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}

const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** An IPv4 address, or the network of 64 bits that whoever has an IPv6 address has all of. */
export function holderOf(address: string): string {
  const plain = withoutMapping(address);
  if (!isIPv6(plain)) return plain;
  const [begin = '', end] = plain.replace(/%.*$/, '').split('::');
  const groups = begin === '' ? [] : begin.split(':');
  const after = end === undefined || end === '' ? [] : end.split(':');
  const between = end === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array.from({ length: between }, () => '0'), ...after].slice(0, 4).join(':');
}
