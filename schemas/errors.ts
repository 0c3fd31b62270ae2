// What this wing throws: only for what nobody wrote, such as a folder that can't be read.

/** `DIRECTORY_NOT_FOUND`, `DIRECTORY_UNREADABLE`: nothing could be checked, which is not the same as a problem. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError';
  readonly code: 'DIRECTORY_NOT_FOUND' | 'DIRECTORY_UNREADABLE';
  readonly hint: string;

  constructor(code: DirectoryError['code'], message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}
