// The passphrase of a profile for one command: out of a file, or asked for at the terminal. It is
// never an argument, nor in a variable of the environment: others on the machine can see those.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { same, wipe } from '../bytes.ts';
import { ClientError } from '../index.ts';
import { isLengthOk, passphraseBytesMax, wrongLength } from '../store/passphrase.ts';
import { UsageError } from './output.ts';
import type { Output } from './output.ts';
import { plain } from './plain.ts';
import { askSecret, composed } from './secret.ts';

/** Wrong ones at a terminal before the command gives up. */
const triesMax = 3;
/** Bits of a file's mode that let others than its owner do anything. */
const othersMode = 0o077;
const lineEndBytesMax = 2;

/** One run of the command line, and where it asks unless a file is named. */
interface Asking {
  readonly output: Output;
  readonly passphraseFile?: string | undefined;
}

interface Locking {
  readonly passphrase?: Uint8Array;
}

/**
 * Does it with a profile that is there, and with its passphrase where it is locked. Refuses:
 * profile.locked where nobody can be asked and no file was named, profile.passphrase.
 */
export async function withPassphrase<Value>(
  cli: Asking,
  name: string,
  work: (locking: Locking) => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await work({});
  } catch (error) {
    if (!hasCode(error, 'profile.locked')) throw error;
  }
  const { passphraseFile } = cli;
  if (passphraseFile !== undefined) return wiping(readPassphrase(passphraseFile), work);
  if (!cli.output.terminal.stdin.isTTY) {
    const message =
      `The profile ${name} is locked: type its passphrase at a terminal, or name a file that ` +
      'holds it (--passphrase-file FILE, or ALDIS_PASSPHRASE_FILE).';
    throw new ClientError('profile.locked', message);
  }
  for (let tries = 1; ; tries += 1) {
    const again = tries === 1 ? plain`` : plain`That is not it. `;
    const passphrase = await askSecret(cli.output, plain`${again}The passphrase of ${name}: `);
    try {
      return await wiping(passphrase, work);
    } catch (error) {
      if (tries === triesMax || !hasCode(error, 'profile.passphrase')) throw error;
    }
  }
}

/** What is asked for, and where else it may be. */
interface Words {
  readonly what: string;
  readonly options: string;
}

const passphraseWords: Words = {
  what: 'passphrase',
  options: '--passphrase-file FILE (to change one, --new-passphrase-file FILE)',
};
export const passwordWords: Words = { what: 'password', options: '--password-file FILE' };

/** Does it with the password of a login: that of the file, or what is typed. */
export async function withPassword<Value>(
  cli: Asking,
  name: string,
  file: string | undefined,
  work: (password: Uint8Array) => Promise<Value>,
): Promise<Value> {
  if (file === undefined && !cli.output.terminal.stdin.isTTY) {
    throw new UsageError(`Nobody can be asked for it: name a file, ${passwordWords.options}.`);
  }
  const typed =
    file === undefined
      ? await askSecret(cli.output, plain`The password of ${name}: `)
      : readPassphrase(file);
  return wiping(typed, ({ passphrase }) => work(passphrase));
}

/** Makes a profile, which is locked from the start where that was said or a file is named. */
export async function withLock<Value>(
  cli: Asking,
  name: string,
  isSaid: boolean | undefined,
  make: (locking: Locking) => Promise<Value>,
): Promise<Value> {
  const { passphraseFile } = cli;
  if (isSaid !== true && passphraseFile === undefined) return make({});
  return wiping(await newPassphrase(cli, name, passphraseFile), make);
}

/**
 * One to lock with: that of the file, or what was typed twice. It is the caller's, to be wiped.
 * Refuses: passphrase.length.
 */
export async function newPassphrase(
  cli: Asking,
  name: string,
  file: string | undefined,
  words: Words = passphraseWords,
): Promise<Uint8Array> {
  if (file === undefined && !cli.output.terminal.stdin.isTTY) {
    throw new UsageError(`Nobody can be asked for it: name a file, ${words.options}.`);
  }
  const ask = (question: string) => askSecret(cli.output, plain`${question}`);
  const passphrase =
    file === undefined ? await ask(`A new ${words.what} for ${name}: `) : readPassphrase(file);
  try {
    if (!isLengthOk(passphrase)) throw wrongLength();
    if (file === undefined) {
      const isSame = await wiping(await ask('The same once more: '), ({ passphrase: again }) =>
        same(passphrase, again),
      );
      if (!isSame) throw new UsageError('Those were two different ones; nothing was done.');
    }
    return passphrase;
  } catch (error) {
    wipe(passphrase);
    throw error;
  }
}

/** Nothing of it is left when the work is done. */
async function wiping<Value>(
  passphrase: Uint8Array,
  work: (locking: Required<Locking>) => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await work({ passphrase });
  } finally {
    wipe(passphrase);
  }
}

/** A secret that stands in a file; the caller's, to be wiped. */
export const secretIn = (path: string): Uint8Array => readPassphrase(path);

/** What stands in the file, without the end of its line. Refuses a file that others may read. */
export function readPassphrase(path: string): Uint8Array {
  const bytes = new Uint8Array(passphraseBytesMax + lineEndBytesMax + 1);
  try {
    return composed(withoutLineEnd(bytes.subarray(0, read(path, bytes))));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why = error instanceof Error && 'code' in error ? error.code : error;
    throw new UsageError(`The passphrase in ${path} cannot be read: ${why}`);
  } finally {
    wipe(bytes);
  }
}

/** Reads as much as fits; returns how much that is. */
function read(path: string, bytes: Uint8Array): number {
  const file = openSync(path, 'r');
  try {
    if ((fstatSync(file).mode & othersMode) !== 0) {
      throw new UsageError(`Others may read ${path}, where a passphrase is: chmod 600 ${path}`);
    }
    for (let length = 0; ; ) {
      const more = readSync(file, bytes, length, bytes.length - length, null);
      length += more;
      if (more === 0) return length;
    }
  } finally {
    closeSync(file);
  }
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  const end = /\r?\n$/.exec(String.fromCharCode(...bytes.subarray(-lineEndBytesMax)));
  return bytes.subarray(0, bytes.length - (end?.[0].length ?? 0));
}

const hasCode = (error: unknown, code: ClientError['code']): boolean =>
  error instanceof ClientError && error.code === code;
