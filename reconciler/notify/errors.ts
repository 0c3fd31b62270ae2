// Why nobody could be told. None of them names the address: it may be a secret.

import { RaworcError } from '../../state/model/errors.ts';

export const notAnAddress = () =>
  new RaworcError('NOTIFY_ADDRESS', 'The address of a notification is no http or https URL.', {
    hint: 'Correct url, or the secret that urlSecret names.',
  });

export const addressClosed = (host: string) =>
  new RaworcError('NOTIFY_ADDRESS_CLOSED', `${host} is at no public address, and nobody is told there.`, {
    hint: 'Whoever runs the server can allow its range by RAWORC_NOTIFY_ALLOW.',
  });

export const secretMissing = (space: string, name: string) =>
  new RaworcError('SECRET_MISSING', `The space ${space} has no secret ${name}, which a notification needs.`, {
    hint: `raworc secret set ${space} ${name}`,
    // Whoever sets it within the time of trying is told all the same.
    disposition: 'retry',
  });

export const refused = (status: number) =>
  new RaworcError('NOTIFY_REFUSED', `Who should be told answered ${status}.`, {
    hint:
      status >= 300 && status < 400
        ? 'Redirects are not followed: declare the address itself.'
        : 'Check the address, and whether it is still in use there.',
  });
