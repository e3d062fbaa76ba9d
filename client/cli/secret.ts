// What is typed at a terminal without being shown. It stays bytes, so that it can be overwritten.

import { isUtf8 } from 'node:buffer';
import { wipe } from '../bytes.ts';
import { passphraseBytesMax } from '../store/passphrase.ts';
import { UsageError } from './output.ts';
import type { Output } from './output.ts';
import type { Plain } from './plain.ts';
import type { TerminalInput } from './terminal.ts';

const enter: readonly number[] = [0x0a, 0x0d];
/** Ctrl-C and Ctrl-D. */
const leave: readonly number[] = [0x03, 0x04];
const backspace: readonly number[] = [0x08, 0x7f];
/** Ctrl-U: the whole line. */
const eraseLine = 0x15;
const escape = 0x1b;
/** What goes on after an escape: CSI and SS3. */
const sequences: readonly number[] = [0x5b, 0x4f];

/** One line as it is typed, key by key. */
export class SecretLine {
  /** Has room for one byte too many, so that what is too long is refused and not cut. */
  readonly #typed = new Uint8Array(passphraseBytesMax + 1);
  #length = 0;
  #key: 'plain' | 'escaped' | 'sequence' = 'plain';

  take(byte: number): 'typing' | 'entered' | 'left' {
    if (enter.includes(byte)) return 'entered';
    if (leave.includes(byte)) return 'left';
    if (this.#key === 'escaped') this.#key = sequences.includes(byte) ? 'sequence' : 'plain';
    else if (this.#key === 'sequence') {
      if (byte >= 0x40 && byte <= 0x7e) this.#key = 'plain';
    } else if (byte === escape) this.#key = 'escaped';
    else if (byte === eraseLine) this.#length = 0;
    else if (backspace.includes(byte)) this.#takeBack();
    else if (byte >= 0x20) this.#add(byte);
    return 'typing';
  }

  /** The caller's, to be wiped; nothing is left here. */
  end(): Uint8Array {
    const secret = composed(this.#typed.subarray(0, this.#length));
    wipe(this.#typed);
    return secret;
  }

  #add(byte: number): void {
    if (this.#length === this.#typed.length) return;
    this.#typed[this.#length] = byte;
    this.#length += 1;
  }

  /** A whole letter, of as many bytes as it has. */
  #takeBack(): void {
    const goesOn = () => ((this.#typed[this.#length] ?? 0) & 0xc0) === 0x80;
    this.#length = Math.max(0, this.#length - 1);
    while (this.#length > 0 && goesOn()) this.#length -= 1;
  }
}

/** A copy, as the SDK takes a text: composed (NFC). What is no text stays as it is. */
export function composed(bytes: Uint8Array): Uint8Array {
  if (bytes.every((byte) => byte < 0x80) || !isUtf8(bytes)) return Uint8Array.from(bytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return new TextEncoder().encode(text.normalize('NFC'));
}

/** Asks at the terminal; what is typed is not shown. The bytes are the caller's, to be wiped. */
export async function askSecret(output: Output, question: Plain): Promise<Uint8Array> {
  const { stdin } = output.terminal;
  stdin.setRawMode?.(true);
  try {
    output.question(question);
    return await typed(stdin);
  } finally {
    stdin.setRawMode?.(false);
    output.endQuestion();
  }
}

function typed(input: TerminalInput): Promise<Uint8Array> {
  const line = new SecretLine();
  return new Promise((resolve, reject) => {
    const over = (end: () => void) => {
      input.off('data', hear);
      input.off('end', leaving);
      input.pause();
      end();
    };
    const leaving = () =>
      over(() => {
        wipe(line.end());
        reject(new UsageError('Nothing was done.'));
      });
    const hear = (keys: Uint8Array) => {
      const at = keys.findIndex((byte) => {
        const state = line.take(byte);
        if (state === 'entered') over(() => resolve(line.end()));
        if (state === 'left') leaving();
        return state !== 'typing';
      });
      // What was typed ahead is for whoever asks next.
      if (at >= 0 && at + 1 < keys.length) input.unshift(Uint8Array.from(keys.subarray(at + 1)));
      wipe(keys);
    };
    input.on('data', hear);
    input.on('end', leaving);
    input.resume();
  });
}
