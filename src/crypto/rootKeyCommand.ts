// A root key behind a program of the operator's: it is run with one word, `wrap` or `unwrap`, reads
// one line and answers one. So any KMS or HSM fits that a script can ask.

import { spawnSync } from 'node:child_process';
import type { KeyPort, RootKeyCode } from './keyPort.ts';
import { RootKeyError } from './keyPort.ts';

/** A program that has not ended by then is killed. */
const rootKeyCommandTimeoutMs = 5000;
const answerBytesMax = 8 * 1024;
const keyForm = /^[A-Za-z0-9+/]{43}=$/;
const wrappedForm = /^[\x21-\x7e]+$/;

/**
 * The program is run without a shell, with the environment of this process. `wrap` reads 32 bytes
 * in base64 and answers printable text without spaces; `unwrap` the other way round. An exit code
 * other than 0 is a refusal. What it writes to its standard error goes where ours goes.
 */
export function commandRootKey(program: string, timeoutMs = rootKeyCommandTimeoutMs): KeyPort {
  const fail = (code: RootKeyCode, why: string, cause?: unknown) =>
    new RootKeyError(code, `The program of the root key, ${program}, ${why}.`, cause);
  const ask = (word: 'wrap' | 'unwrap', line: string): string => {
    const { error, status, signal, stdout } = spawnSync(program, [word], {
      input: `${line}\n`,
      encoding: 'latin1',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: answerBytesMax,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const system = (error as NodeJS.ErrnoException | undefined)?.code;
    if (system === 'ETIMEDOUT') throw fail('silent', `gives no answer in ${timeoutMs / 1000} s`);
    if (system === 'ENOBUFS') throw fail('malformed', 'answers too much');
    // It may answer before it has read all: then its answer counts.
    if (error && system !== 'EPIPE') throw fail('unreadable', `cannot be run (${system})`, error);
    if (status !== 0) throw fail('refused', `refuses to ${word} (${signal ?? `exit ${status}`})`);
    return stdout.trim();
  };
  return {
    kind: 'command',
    wrap(key) {
      const wrapped = ask('wrap', Buffer.from(key).toString('base64'));
      if (wrappedForm.test(wrapped)) return wrapped;
      throw fail('malformed', 'answers to `wrap` what is not one line of text');
    },
    unwrap(wrapped) {
      const key = ask('unwrap', wrapped);
      if (keyForm.test(key)) return new Uint8Array(Buffer.from(key, 'base64'));
      throw fail('malformed', 'answers to `unwrap` what is not 32 bytes in base64');
    },
  };
}
