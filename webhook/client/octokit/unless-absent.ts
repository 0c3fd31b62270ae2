// Reads answer undefined for what is not there.

import { isAboutToken, statusOf } from './translate.ts';

export async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const status = statusOf(error);
    if ((status === 404 || status === 410) && !isAboutToken(error)) return undefined;
    throw error;
  }
}
