// Which of Debian's packages have to be installed for programs that are missing, or why they can't be. Pure.

interface Packaged {
  readonly packages: readonly string[];
  /** What would do as well. */
  readonly orElse?: string;
}

/** Where whoever needs them has them from. */
const packaged = {
  dockerd: { packages: ['docker.io', 'iptables', 'ca-certificates'], orElse: 'set DOCKER_HOST' },
  iptables: { packages: ['iptables'] },
  mariadbd: { packages: ['mariadb-server'], orElse: 'name a server by RAWORC_TEST_MYSQL_URL' },
  promtool: { packages: ['prometheus'] },
  chromium: { packages: ['chromium'] },
} as const satisfies Readonly<Record<string, Packaged>>;

export type Program = keyof typeof packaged;

/** A machine, as far as it matters for what can be brought to it. */
export interface Equipment {
  readonly isRoot: boolean;
  readonly has: (program: Program | 'apt-get') => boolean;
}

export type Bringing =
  | { readonly type: 'nothing' }
  | { readonly type: 'install'; readonly packages: readonly string[] }
  | { readonly type: 'refuse'; readonly message: string };

export function howToBring(programs: readonly Program[], { isRoot, has }: Equipment): Bringing {
  const missing = programs.filter((program) => !has(program));
  if (missing.length === 0) return { type: 'nothing' };
  const packages = [...new Set(missing.flatMap((program) => packaged[program].packages))];
  if (isRoot && has('apt-get')) return { type: 'install', packages };
  const ways = missing.map((program): Packaged => packaged[program]).flatMap(({ orElse }) => orElse ?? []);
  const hint = [`install ${packages.join(', ')}`, ...ways].join(', or ');
  const why = has('apt-get') ? 'only root may install packages' : 'there is no apt-get';
  return { type: 'refuse', message: `There is no ${missing.join(' and no ')}, and ${why}: ${hint}.` };
}
