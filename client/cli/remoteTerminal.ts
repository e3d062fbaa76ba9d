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

/** One piece of what was typed; null: there is no more. Shape: base64. */
const pieceShape = z.object({ bytes: z.base64().nullable() });

export class RemoteTerminal implements Terminal {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly stderr: TerminalOutput;
  readonly signals = new EventEmitter();

  constructor(peer: Peer, sight: Sight) {
    this.stdin = new RemoteInput(peer, sight.stdin);
    this.stdout = outputTo(peer, 'stdout', sight.stdout, sight.columns);
    this.stderr = outputTo(peer, 'stderr', sight.stderr, sight.columns);
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

class RemoteInput extends Readable {
  readonly isTTY: boolean;
  readonly #peer: Peer;

  constructor(peer: Peer, isTTY: boolean) {
    super({ highWaterMark: 1 });
    this.#peer = peer;
    this.isTTY = isTTY;
  }

  setRawMode(isRaw: boolean): this {
    this.#peer.notify('terminal.raw', { isRaw });
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

function outputTo(peer: Peer, to: string, isTTY: boolean, columns?: number): TerminalOutput {
  const output = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, written) {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      peer.notify('terminal.write', { to, text });
      written();
    },
  });
  return Object.assign(output, { isTTY, ...(columns === undefined ? {} : { columns }) });
}

/** Of a program that has none: it is asked nothing, and hears what its call answers. */
export function noTerminal(): Terminal {
  const nowhere = () => new Writable({ write: (_chunk, _encoding, written) => written() });
  const [stdin, stdout, stderr] = [Readable.from([]), nowhere(), nowhere()];
  return { stdin, stdout, stderr, signals: new EventEmitter() };
}
