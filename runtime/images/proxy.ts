// A machine behind a proxy has builds behind it too. Builders know these arguments and keep them out of the image. Pure.

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'];

export function proxyArguments(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const upper of NAMES) {
    for (const name of [upper, upper.toLowerCase()]) {
      const value = env[name];
      if (value !== undefined && value !== '') found[name] = value;
    }
  }
  return found;
}
