// dockerode takes an abort signal in every call, but its typings miss it in some. They are said right here, once.

import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { ImageInspectInfo, NetworkInspectInfo } from 'dockerode';
import type { InfoAnswer } from './engine-facts.ts';

interface Abortable {
  readonly abortSignal: AbortSignal;
}

interface Inspectable<T> {
  inspect(options: Abortable): Promise<T>;
}

interface EngineFacts extends InfoAnswer {
  readonly MemTotal: number;
  readonly NCPU: number;
  /** RFC 3339 */
  readonly SystemTime: string;
  readonly Runtimes?: Readonly<Record<string, unknown>>;
}

interface EngineVersion {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly Os: string;
  readonly Components?: readonly { readonly Name: string }[];
}

interface ImportQuery extends Abortable {
  readonly repo: string;
  readonly tag: string;
  readonly changes: readonly string[];
}

interface Untyped {
  info(options: Abortable): Promise<EngineFacts>;
  df(options: Abortable): Promise<{
    readonly BuildCache?: readonly { readonly Size: number; readonly Shared: boolean }[] | null;
  }>;
  version(options: Abortable): Promise<EngineVersion>;
  getEvents(
    options: Abortable & { readonly filters: Readonly<Record<string, readonly string[]>> },
  ): Promise<Readable>;
  listNetworks(
    options: Abortable & { readonly filters?: Readonly<Record<string, readonly string[]>> },
  ): Promise<NetworkInspectInfo[]>;
  importImage(tar: Readable, options: ImportQuery): Promise<Readable>;
}

/** The calls of the engine itself whose typings are short of something. */
export const untyped = (docker: Docker): Untyped => docker as unknown as Untyped;

export function inspectImage(
  docker: Docker,
  reference: string,
  abortSignal: AbortSignal,
): Promise<ImageInspectInfo> {
  return (docker.getImage(reference) as Inspectable<ImageInspectInfo>).inspect({ abortSignal });
}

export function inspectNetwork(
  docker: Docker,
  name: string,
  abortSignal: AbortSignal,
): Promise<NetworkInspectInfo> {
  return (docker.getNetwork(name) as Inspectable<NetworkInspectInfo>).inspect({ abortSignal });
}

interface Joinable {
  connect(options: Abortable & { readonly Container: string }): Promise<void>;
}

export function joinNetwork(
  docker: Docker,
  name: string,
  Container: string,
  abortSignal: AbortSignal,
): Promise<void> {
  return (docker.getNetwork(name) as unknown as Joinable).connect({ Container, abortSignal });
}
