// The terminal of somebody whose command runs in this process: what it reads and writes goes over
// the socket, a piece at a time.

import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Peer } from '../daemon/peer.ts';
import type { Terminal, TerminalInput, TerminalOutput } from './terminal.ts';

/** How the terminal of a caller is. */
export const sightShape = z.strictObject({
  stdin: z.boolean(),
  stdout: z.boolean(),
  stderr: z.boolean(),
  columns: z.number().int().positive().optional(),
});
export type Sight = z.output<typeof sightShape>;

/** Letters of what a command says that a caller may leave unread; then it is cut. */
export const unreadLettersMax = 64 * 1024 * 1024;

/** One piece of what was typed; null: there is no more. Shape: base64. */
const pieceShape = z.object({ bytes: z.base64().nullable() });

export class RemoteTerminal implements Terminal {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly stderr: TerminalOutput;
  readonly signals = new EventEmitter();
  readonly #line: PatientLine;

  constructor(peer: Peer, sight: Sight) {
    const line = new PatientLine(peer);
    this.#line = line;
    this.stdin = new RemoteInput(peer, sight.stdin, line);
    this.stdout = outputTo(line, 'stdout', sight.stdout, sight.columns);
    this.stderr = outputTo(line, 'stderr', sight.stderr, sight.columns);
  }

  /** Resolves when all that was said has left, or nobody reads it any more. */
  said(): Promise<void> {
    return this.#line.empty();
  }

  /** False where nobody waits for the signal. */
  signal(name: string): boolean {
    return this.signals.emit(name);
  }

  resize(columns: number): void {
    for (const output of [this.stdout, this.stderr]) {
      Object.assign(output, { columns });
      output.emit('resize');
    }
  }

  /** Whoever asked is gone. */
  hangUp(): void {
    this.signal('SIGTERM');
    this.stdin.destroy();
  }
}

interface Said {
  readonly method: string;
  readonly params: object;
  readonly letters: number;
}

/** Tells a caller things in their order, no faster than it reads. */
class PatientLine {
  readonly #peer: Peer;
  readonly #waiting: Said[] = [];
  readonly #whenEmpty: (() => void)[] = [];
  #letters = 0;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  tell(method: string, params: object, letters = 0): void {
    const peer = this.#peer;
    if (this.#waiting.length === 0 && !peer.isFull) return peer.notify(method, params);
    this.#waiting.push({ method, params, letters });
    this.#letters += letters;
    if (this.#waiting.length === 1) peer.whenRoom(() => this.#go());
    if (this.#letters > unreadLettersMax) peer.cut();
  }

  empty(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  #go(): void {
    const peer = this.#peer;
    let told = 0;
    for (const { method, params, letters } of this.#waiting) {
      if (peer.isFull) break;
      peer.notify(method, params);
      this.#letters -= letters;
      told += 1;
    }
    this.#waiting.splice(0, told);
    if (this.#waiting.length > 0) return peer.whenRoom(() => this.#go());
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}

class RemoteInput extends Readable {
  readonly isTTY: boolean;
  readonly #peer: Peer;
  readonly #line: PatientLine;

  constructor(peer: Peer, isTTY: boolean, line: PatientLine) {
    super({ highWaterMark: 1 });
    this.#peer = peer;
    this.#line = line;
    this.isTTY = isTTY;
  }

  setRawMode(isRaw: boolean): this {
    this.#line.tell('terminal.raw', { isRaw });
    return this;
  }

  override _read(): void {
    this.#peer.call('terminal.read', {}).then(
      (piece) => {
        // What is no piece is the end: whoever reads this holds the profile for others as well.
        const bytes = pieceShape.safeParse(piece).data?.bytes ?? null;
        this.push(bytes === null ? null : Buffer.from(bytes, 'base64'));
      },
      () => this.push(null),
    );
  }
}

function outputTo(line: PatientLine, to: string, isTTY: boolean, columns?: number): TerminalOutput {
  const output = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, written) {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      line.tell('terminal.write', { to, text }, text.length);
      written();
    },
  });
  return Object.assign(output, { isTTY, ...(columns === undefined ? {} : { columns }) });
}

/**
 * The terminal of a program that has none: it is asked nothing, and hears what its call answers.
 */
export function noTerminal(): Terminal {
  const nowhere = () => new Writable({ write: (_chunk, _encoding, written) => written() });
  const [stdin, stdout, stderr] = [Readable.from([]), nowhere(), nowhere()];
  return { stdin, stdout, stderr, signals: new EventEmitter() };
}
