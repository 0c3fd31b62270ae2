// The setting that says where repositories are asked for instead of at their own address.

import type { InsteadOf } from '../../reconciler/git/instead-of.ts';
import { settingError } from './errors.ts';
import type { Settings } from './settings.ts';

const name = 'RAWORC_GIT_INSTEAD_OF';

/** `https://github.com/=https://mirror.example.com/github/`; several are separated by commas or spaces. */
export function insteadOfSetting(settings: Settings): readonly InsteadOf[] {
  const pairs = (settings.get(name) ?? '').split(/[\s,]+/).filter((pair) => pair !== '');
  return pairs.map((pair) => {
    const at = pair.indexOf('=');
    return { prefix: beginningOf(pair.slice(0, Math.max(at, 0))), base: beginningOf(pair.slice(at + 1)) };
  });
}

/** With a slash at its end: the name of a host or folder must not fit one that only begins alike. */
function beginningOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw settingError(
      name,
      `${JSON.stringify(text)} is not the beginning of an http or https URL`,
      'Write pairs as https://github.com/=https://mirror.example.com/github/, separated by commas.',
    );
  }
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
