// Where a command is typed and shown: the terminal of its own process, or, where another process
// holds the profile and runs the command, that of whoever asked.

import type { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** What a command reads. `setRawMode`: of a terminal. */
export type TerminalInput = Readable & {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
};

/** What a command writes to. */
export type TerminalOutput = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export interface Terminal {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly stderr: TerminalOutput;
  /** Emits the names of signals. */
  readonly signals: EventEmitter;
}

/** The terminal of this process. */
export const ownTerminal: Terminal = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  signals: process,
};
