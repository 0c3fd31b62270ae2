// What one client may cost the server, as numbers; each can be set where the application is made.

export interface EdgeLimits {
  /** Requests of one token in a minute; 0: as many as it likes. */
  readonly requestsPerMinute: number;
  /** Requests of one address in a minute that show no valid token; 0: as many as it likes. */
  readonly guessesPerMinute: number;
  /** Deliveries of webhooks from one address in a minute; 0: as many as it likes. */
  readonly deliveriesPerMinute: number;
  /** Open at once; 0: as many as there is room for. */
  readonly connections: number;
  /** Of one address that is neither this machine nor a named proxy; 0: as many as it likes. */
  readonly connectionsPerAddress: number;
  /** Until the headers of a request are here, and a TLS handshake is over. */
  readonly headersMs: number;
  /** Until a JSON body is here; for how long nothing of an uploaded file may come, and at most twice as long. */
  readonly bodyMs: number;
  /** How long a connection may wait for its next request; longer than the proxies in front of us keep theirs. */
  readonly keepAliveMs: number;
  /** Of all headers of a request together. */
  readonly headerBytes: number;
  readonly headers: number;
  /** Of JSON in a body: objects and lists within each other. */
  readonly depth: number;
}

export const defaultLimits: EdgeLimits = {
  requestsPerMinute: 60_000,
  guessesPerMinute: 60,
  deliveriesPerMinute: 6_000,
  connections: 10_000,
  connectionsPerAddress: 1_000,
  headersMs: 15_000,
  bodyMs: 30_000,
  keepAliveMs: 75_000,
  headerBytes: 16 * 1024,
  headers: 100,
  depth: 64,
};

const mib = 1024 * 1024;

/** Of the largest body that a route takes, as its option `bodyLimit`. */
export const bodyBytes = {
  /** Left out, it is this. */
  ordinary: mib,
  /** What people say or write: a message of 8 MiB however it is escaped, a working tree of 10,000 small files. */
  long: 32 * mib,
  /** A file that is passed on as it comes; what it is for says how large it may be. */
  stream: Number.MAX_SAFE_INTEGER,
} as const;

/** Where the application stands in the network. */
export interface Edge {
  readonly limits?: Partial<EdgeLimits>;
  /** Left out, plain HTTP. */
  readonly tls?: Certificates;
  /** Addresses and networks of proxies whose word about the client is believed. */
  readonly trustedProxies?: readonly string[];
}

/** What the server shows, and what it shows from then on. */
export interface Certificates {
  current(): TlsPair;
  onChange(tell: (pair: TlsPair) => void): void;
}

/** PEM texts: the certificate with its chain, and the key. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}
