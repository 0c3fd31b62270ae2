// The port to the container engine: the only way in which Raworc makes, sees and removes images, containers,
// volumes and networks. Adapters: docker/ (dockerode) and memory/, both held to test/contract/engine.

import type { Duplex, Readable } from 'node:stream';

/**
 * Labels are how we know our own. Every object is made with `dev.raworc.owner={installation id}`, and no list,
 * event or removal of this port ever shows or touches an object of another owner. Labels can't change later.
 */
export type Labels = Readonly<Record<string, string>>;

export interface Waiting {
  readonly signal?: AbortSignal;
}

export type Isolation = 'runc' | 'runsc' | 'kata';

export interface EngineInfo {
  readonly version: string;
  readonly apiVersion: string;
  /** Bytes and cores of the engine's host. */
  readonly memoryBytes: number;
  readonly cpus: number;
  /** Names of the OCI runtimes that the engine offers. */
  readonly runtimes: readonly string[];
  readonly product: 'docker' | 'podman';
  /** It runs without the rights of root on its host. */
  readonly rootless: boolean;
  /** What it would take in a spec and not hold anybody to. */
  readonly unlimited: readonly ('cpus' | 'memory' | 'pids')[];
  readonly buildKit: boolean;
  /** The engine's clock, in milliseconds since the epoch. */
  readonly systemTime: number;
  /** True where the storage driver can limit a container's or volume's size. */
  readonly storageLimits: boolean;
}

export interface Limits {
  /** Cores; 0.5 is half a core. */
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly pids?: number;
}

export interface Mount {
  /** A volume's name. Nothing of the host is ever bound. */
  readonly volume: string;
  readonly path: string;
  readonly readOnly?: boolean;
  /** A folder inside the volume; left out, its root. */
  readonly subpath?: string;
}

/** `none` has no network at all; otherwise the name of a network made with {@link Networks.ensure}. */
export type NetworkName = string;

export interface ContainerSpec {
  /** Unique; creating a name that is already there with our labels is success and returns its id. */
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  /** `uid:gid`. */
  readonly user: string;
  readonly labels: Labels;
  readonly mounts: readonly Mount[];
  /** Paths to sizes in bytes; mounted `rw,exec,nosuid,nodev`. */
  readonly tmpfs?: Readonly<Record<string, number>>;
  readonly limits?: Limits;
  readonly network: NetworkName;
  readonly isolation?: Isolation;
  readonly hostname?: string;
  /** Seconds between the stop signal and the kill; 10 where left out. */
  readonly stopTimeoutSeconds?: number;
  /** For containers that run nothing but our own commands: what they need to copy files of anybody's. None where left out. */
  readonly capabilities?: readonly HelperCapability[];
}

/** Reading and writing files whoever owns them, and giving them the owners and modes that they had. No others are given. */
export type HelperCapability = 'CHOWN' | 'DAC_OVERRIDE' | 'DAC_READ_SEARCH' | 'FOWNER' | 'FSETID';

export type ContainerState = 'created' | 'running' | 'paused' | 'exited' | 'dead';

export interface ContainerView {
  readonly id: string;
  readonly name: string;
  /** Image reference it was created from, and the id of that image. */
  readonly image: string;
  readonly imageId: string;
  readonly state: ContainerState;
  readonly labels: Labels;
  /** Only on {@link Containers.inspect}: */
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly limits?: Limits;
  readonly networks?: readonly string[];
}

/**
 * The standard streams of a running container. `input` carries bytes to its standard input; `output` and `errors`
 * are already demultiplexed. `end` aborts the connection and never the container. `closed` resolves when the
 * stream has ended, for whatever reason. Nothing that was printed before the attachment is replayed.
 *
 * Both come over one connection: whoever stops reading `output` *or* `errors` stops both, and in the end the worker
 * that prints. So read both, always. The signal given to `attach` aborts the attempt; once attached, use `end`.
 */
export interface Attachment {
  readonly input: Duplex | NodeJS.WritableStream;
  readonly output: Readable;
  readonly errors: Readable;
  readonly closed: Promise<void>;
  end(): void;
}

/** The standard streams of one command; ending `input` is the end of its standard input alone. */
export interface RunningExec extends Attachment {
  /** Once both outputs have ended: its exit code, or undefined where the connection ended before the command did. */
  exitCode(wait?: Waiting): Promise<number | undefined>;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** True where more was printed than {@link ExecOptions.maxBytes}; the rest was read and dropped. */
  readonly truncated: boolean;
}

/**
 * Containers are created hardened and stay so: read-only root, every capability dropped that their spec does not name, no
 * new privileges, the engine's default seccomp profile, log driver `none`, no init of the engine, standard input open, no terminal.
 *
 * Idempotent: start of a running one, stop or remove of an absent or stopped one, pause of a paused one and unpause
 * of a running one are success. Anything else on an absent container throws `CONTAINER_NOT_FOUND`.
 */
export interface Containers {
  create(spec: ContainerSpec, wait?: Waiting): Promise<string>;
  start(id: string, wait?: Waiting): Promise<void>;
  stop(id: string, wait?: Waiting): Promise<void>;
  kill(id: string, signal: string, wait?: Waiting): Promise<void>;
  pause(id: string, wait?: Waiting): Promise<void>;
  unpause(id: string, wait?: Waiting): Promise<void>;
  /** Sets limits that were changed by hand back to these, while it runs. */
  update(id: string, limits: Limits, wait?: Waiting): Promise<void>;
  /** Kills it first if it runs; its anonymous volumes go with it, named ones stay. */
  remove(id: string, wait?: Waiting): Promise<void>;
  /** Undefined means: there is no such container of ours. */
  inspect(id: string, wait?: Waiting): Promise<ContainerView | undefined>;
  /** Ours that carry all of `labels`; running or not. */
  list(labels: Labels, wait?: Waiting): Promise<readonly ContainerView[]>;
  /** Throws `CONTAINER_NOT_RUNNING` unless it runs; a paused container can't be attached to. */
  attach(id: string, wait?: Waiting): Promise<Attachment>;
  /**
   * Runs a command inside, with the container's own hardening. Aborting stops the waiting and closes its streams; a
   * command that ignores closed streams goes on until the container ends. Throws `CONTAINER_NOT_RUNNING`.
   */
  exec(id: string, command: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /**
   * Starts a command inside that is spoken with while it runs; otherwise as {@link Containers.exec}. Ending the connection is
   * the end of its standard input, and no more: whatever must not outlive it has to end by that. Throws
   * `CONTAINER_NOT_RUNNING`. The signal aborts the attempt; once it runs, use `end`.
   */
  openExec(id: string, command: readonly string[], options?: OpenExecOptions): Promise<RunningExec>;
  /** A tar of a path, owners as numbers, named after the path's last part; `PATH_NOT_FOUND` where absent. */
  copyOut(id: string, path: string, wait?: Waiting): Promise<Readable>;
  /**
   * Unpacks a tar below a folder that is there; owners are kept as numbers. Works on created, not only running,
   * containers, but only inside a volume: the root is read-only and a tmpfs isn't there yet.
   */
  copyIn(id: string, path: string, tar: Readable, wait?: Waiting): Promise<void>;
  /** Resolves with the exit code once it has exited; one that was never started throws `CONTAINER_NOT_RUNNING`. */
  waitExit(id: string, wait?: Waiting): Promise<number>;
}

export interface OpenExecOptions extends Waiting {
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly workingDir?: string;
}

export interface ExecOptions extends OpenExecOptions {
  /** Left out, the command's standard input is empty. */
  readonly stdin?: Readable;
  /** Bytes kept of each of stdout and stderr; 16 MiB where left out. */
  readonly maxBytes?: number;
}

export interface ImageView {
  readonly id: string;
  /** `name:tag` references; empty when untagged. */
  readonly tags: readonly string[];
  readonly labels: Labels;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface BuildSpec {
  /** A tar holding the Dockerfile at its root and whatever it copies. */
  readonly context: Readable;
  readonly tag: string;
  readonly labels: Labels;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Held by the classic builder only: BuildKit has no limits per build, there a deadline has to do. */
  readonly limits?: Limits;
  /** One line of the build's log, without its newline. Steps that came from the cache are marked so. */
  readonly onLog: (line: BuildLogLine) => void;
  readonly noCache?: boolean;
}

export interface BuildLogLine {
  readonly text: string;
  /** The builder's own name for the step, where it has one. */
  readonly step?: string;
  readonly cached?: boolean;
}

/**
 * Builds use BuildKit where the engine has it (cache mounts, parallel stages). A build that fails throws
 * `BUILD_FAILED` with the end of the log in `details.log`; one that is aborted throws `BUILD_CANCELLED` and leaves no
 * tag. Images of the same content may share an id. A tag that another owner's image has throws `NOT_OURS`.
 */
export interface Images {
  build(spec: BuildSpec, wait?: Waiting): Promise<ImageView>;
  /** A root file system as an uncompressed tar, made an image with these labels. */
  import(tar: Readable, tag: string, options: ImportOptions): Promise<ImageView>;
  /** Throws `IMAGE_UNREACHABLE` where no registry answers. */
  pull(reference: string, wait?: Waiting): Promise<ImageView>;
  /** A pulled image is nobody's: build from it, `tag` and `remove` refuse it with `NOT_OURS`. */
  tag(id: string, tag: string, wait?: Waiting): Promise<void>;
  /** Of any owner, for builds may start from any image. Undefined means there is none. */
  inspect(reference: string, wait?: Waiting): Promise<ImageView | undefined>;
  list(labels: Labels, wait?: Waiting): Promise<readonly ImageView[]>;
  /** Whether there is an image with these labels, whosoever it is: nothing else is told of what others have. */
  isLabelled(labels: Labels, wait?: Waiting): Promise<boolean>;
  /** Absent is success; in use throws `IMAGE_IN_USE`. Removes the tag, and the image with its last tag. */
  remove(reference: string, wait?: Waiting): Promise<void>;
}

/**
 * What the engine keeps of builds so that the next ones need not do it again. It is of all builds on that engine, whoever's:
 * nothing in it says whose.
 */
export interface BuildCache {
  /** Bytes. 0 where the engine keeps none that it tells of. */
  size(wait?: Waiting): Promise<number>;
  /** Removes what was of no use for the longest time, until no more than that is left; what builds use stays. Answers bytes. */
  prune(keepBytes: number, wait?: Waiting): Promise<number>;
}

export interface ImportOptions extends Waiting {
  readonly labels: Labels;
  /** Dockerfile instructions: `ENV A=b`, `USER 10001:10001`. */
  readonly changes?: readonly string[];
}

export interface VolumeView {
  readonly name: string;
  readonly labels: Labels;
}

export interface VolumeOptions extends Waiting {
  /** Only where {@link EngineInfo.storageLimits}; elsewhere throws `STORAGE_LIMIT_UNSUPPORTED`. */
  readonly sizeBytes?: number;
}

export interface Volumes {
  /** Already there with our owner label is success; there with another owner throws `NOT_OURS`. */
  ensure(name: string, labels: Labels, options?: VolumeOptions): Promise<VolumeView>;
  /** Undefined means: there is no such volume of ours. */
  inspect(name: string, wait?: Waiting): Promise<VolumeView | undefined>;
  list(labels: Labels, wait?: Waiting): Promise<readonly VolumeView[]>;
  /** Absent is success; in use throws `VOLUME_IN_USE`. */
  remove(name: string, wait?: Waiting): Promise<void>;
}

export interface NetworkSpec {
  readonly name: string;
  readonly labels: Labels;
  /** CIDR of a bridge, taken by the caller from its own pool. */
  readonly subnet: string;
  /** Containers on it can't talk to each other. */
  readonly isolated: boolean;
}

export interface NetworkView {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly subnet: string;
}

export interface Networks {
  /**
   * Already there with the same subnet is success, with another `SUBNET_TAKEN`, as is a subnet that overlaps another
   * network's. A name that another owner has throws `NOT_OURS`.
   */
  ensure(spec: NetworkSpec, wait?: Waiting): Promise<NetworkView>;
  /** Undefined means: there is no such network of ours. */
  inspect(name: string, wait?: Waiting): Promise<NetworkView | undefined>;
  /** Joins a container again that was disconnected by hand; joined already is success. */
  connect(name: string, container: string, wait?: Waiting): Promise<void>;
  /** Joined no longer, or never, is success. */
  disconnect(name: string, container: string, wait?: Waiting): Promise<void>;
  /** Every subnet that the engine has given out, ours or not: what a new one may not overlap. */
  takenSubnets(wait?: Waiting): Promise<readonly string[]>;
  list(labels: Labels, wait?: Waiting): Promise<readonly NetworkView[]>;
  /** Absent is success; in use throws `NETWORK_IN_USE`. */
  remove(name: string, wait?: Waiting): Promise<void>;
}

/** One whose containers the host lets reach public addresses only. */
export interface FilteredNetwork {
  readonly name: string;
  readonly subnet: string;
}

export interface HostRulesOptions extends Waiting {
  /** An image that has `iptables`, and `cat`: what works on the host's rules runs in it, with that right and no other. */
  readonly image: string;
}

export interface EnsureRulesOptions extends HostRulesOptions {
  /** IPv4 ranges that an operator opened, as `formatCidr` writes them: reached although they are not public. */
  readonly allowed: readonly string[];
}

/**
 * What the host forwards and takes from containers on networks of ours: public addresses and its resolvers, for names. Nothing
 * private, link-local or of the host's own. Rules of other owners are never changed.
 */
export interface HostRules {
  /**
   * Idempotent; answers of which networks the rules were not there, or not as they should be, and are now. Throws
   * `EGRESS_UNFILTERED` where they can't be set: then nothing may be started on those networks.
   */
  ensure(networks: readonly FilteredNetwork[], options: EnsureRulesOptions): Promise<readonly string[]>;
  /** Changes nothing; throws `EGRESS_UNFILTERED` where `ensure` would. */
  probe(options: HostRulesOptions): Promise<void>;
  /** To be called when the network is gone. Absent is success. */
  remove(network: string, options: HostRulesOptions): Promise<void>;
}

/**
 * `connected` is always the first: what happens from then on is told, so whoever resyncs on it misses nothing. Images
 * are named as the engine names them, by tag or id: take those as a reason to look again.
 */
export type EngineEvent =
  | { readonly type: 'connected'; readonly at: number }
  | {
      readonly type: 'container';
      readonly action: 'start' | 'die' | 'oom' | 'pause' | 'unpause' | 'destroy' | 'update';
      readonly id: string;
      readonly labels: Labels;
      readonly at: number;
    }
  | {
      readonly type: 'image';
      readonly action: 'untag' | 'delete';
      readonly reference: string;
      readonly at: number;
    }
  | { readonly type: 'volume'; readonly action: 'destroy'; readonly name: string; readonly at: number }
  | {
      readonly type: 'network';
      readonly action: 'connect' | 'disconnect' | 'destroy';
      readonly name: string;
      readonly container?: string;
      readonly at: number;
    };

/**
 * Every method throws `ENGINE_UNREACHABLE` (disposition `retry`) when the engine can't be reached, and
 * `DISK_FULL` (`stop`) when the engine's disk is full; both are translated here and nowhere else.
 */
export interface Engine {
  readonly buildCache: BuildCache;
  info(wait?: Waiting): Promise<EngineInfo>;
  readonly containers: Containers;
  readonly images: Images;
  readonly volumes: Volumes;
  readonly networks: Networks;
  readonly hostRules: HostRules;
  /** Ends when the signal aborts; throws when the connection is lost, after which the caller resyncs and asks again. */
  events(wait: { readonly signal: AbortSignal }): AsyncIterable<EngineEvent>;
  /** Closes what the adapter holds open. Containers are left alone. */
  close(): Promise<void>;
}

export const OWNER_LABEL = 'dev.raworc.owner';
/** On a container of our own that does one thing: until when whoever made it may need it, in milliseconds since the epoch. */
export const UNTIL_LABEL = 'dev.raworc.until';
