// Why a file that a person named could not be read or written, in one sentence.

import { ClientError } from './clientError.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a file is where a folder should be',
  EISDIR: 'it is a folder',
  EEXIST: 'there is one of that name already',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
};

/** Runs the work on the file. Refuses: file.unreadable, file.unwritable. */
export function withFile<Value>(how: 'read' | 'written', path: string, work: () => Value): Value {
  try {
    return work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    // What the work itself throws stays as it is.
    if (cause instanceof ClientError || code === '') throw cause;
    const why = reasons[code] ?? code;
    const refusal = how === 'read' ? 'file.unreadable' : 'file.unwritable';
    throw new ClientError(refusal, `${path} cannot be ${how}: ${why}.`, { cause });
  }
}
