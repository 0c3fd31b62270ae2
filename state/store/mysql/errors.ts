// What the error numbers of MySQL and MariaDB mean to us, and those of the connection to them.

import type { RaworcError } from '../../model/errors.ts';
import {
  storeDenied,
  storeDuplicate,
  storeExists,
  storeFailed,
  storeFull,
  storeLocked,
  storeMissing,
  storeReadOnly,
  storeUnreachable,
} from '../errors.ts';

export function translateMysql(location: string, thrown: unknown): RaworcError {
  switch (numberOf(thrown)) {
    case 1062: // ER_DUP_ENTRY
      return storeDuplicate(thrown);
    case 1050: // ER_TABLE_EXISTS_ERROR
    case 1060: // ER_DUP_FIELDNAME
    case 1061: // ER_DUP_KEYNAME
      return storeExists(thrown);
    case 1213: // ER_LOCK_DEADLOCK
    case 1205: // ER_LOCK_WAIT_TIMEOUT
    case 1020: // ER_CHECKREAD: MariaDB's snapshot isolation
      return storeLocked(location, thrown);
    case 1021: // ER_DISK_FULL
    case 1114: // ER_RECORD_FILE_FULL
      return storeFull(location, thrown);
    case 1044: // ER_DBACCESS_DENIED_ERROR
    case 1045: // ER_ACCESS_DENIED_ERROR
    case 1129: // ER_HOST_IS_BLOCKED
    case 1130: // ER_HOST_NOT_PRIVILEGED
    case 1142: // ER_TABLEACCESS_DENIED_ERROR
    case 1698: // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
    case 1820: // ER_MUST_CHANGE_PASSWORD
    case 1862: // ER_MUST_CHANGE_PASSWORD_LOGIN
    case 3118: // ER_ACCOUNT_HAS_BEEN_LOCKED, of MySQL
    case 4151: // the same, of MariaDB
      return storeDenied(location, thrown);
    case 1049: // ER_BAD_DB_ERROR
      return storeMissing(location, thrown);
    case 1290: // ER_OPTION_PREVENTS_STATEMENT
    case 1792: // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
    case 1836: // ER_READ_ONLY_MODE
      return storeReadOnly(location, thrown);
    case 1040: // ER_CON_COUNT_ERROR
    case 1203: // ER_TOO_MANY_USER_CONNECTIONS
      return storeUnreachable(location, thrown, 'The server has no connection left: raise max_connections.');
    case 1053: // ER_SERVER_SHUTDOWN
    case 1927: // ER_CONNECTION_KILLED
      return storeUnreachable(location, thrown);
    default:
      if (isDiskFull(thrown)) return storeFull(location, thrown);
      return isConnectionLost(thrown) ? storeUnreachable(location, thrown) : storeFailed(location, thrown);
  }
}

/** 0 where the server said nothing: mysql2 gives errors of the connection negative numbers or none. */
function numberOf(thrown: unknown): number {
  return thrown instanceof Error && 'errno' in thrown && typeof thrown.errno === 'number' ? thrown.errno : 0;
}

/** After a fatal error nothing more can be asked on that connection; servers' refusals are told apart before. */
function isConnectionLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if ('fatal' in thrown && thrown.fatal === true) return true;
  return 'code' in thrown && /^(PROTOCOL_|E[A-Z]+$)/.test(String(thrown.code));
}

/** 28 is ENOSPC, which servers report inside the text of several errors. */
function isDiskFull(thrown: unknown): boolean {
  const said = thrown instanceof Error ? thrown.message : '';
  return /\b(errno|errcode|error):? 28\b|no space left on device/i.test(said);
}
