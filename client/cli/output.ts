// What the command line prints, and the one place that does: sentences for people, one JSON object
// a line for programs; and how it ends.

import { CommanderError } from 'commander';
import { printableJson } from '#protocol';
import { ClientError } from '../index.ts';

import { folded } from './fold.ts';
import { plain } from './plain.ts';
import type { Plain } from './plain.ts';
import { ownTerminal } from './terminal.ts';
import type { Terminal, TerminalOutput } from './terminal.ts';

/** What a command ends with. */
export const exitCodes = {
  done: 0,
  /** Refused by the server or the SDK, or failed. */
  failed: 1,
  /** Asked in a way that cannot work. */
  usage: 2,
  /** Nothing is lost, and it goes out later (EX_TEMPFAIL). */
  waits: 75,
} as const;

/** The command line was used in a way that cannot work. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code: string = 'usage';
  /** What a word may mean, where it means several. */
  readonly choices: readonly { readonly name: string; readonly id: string }[] = [];
}

/** The server is not there, and what was said waits in the profile. */
export class Waiting extends Error {
  override readonly name = 'Waiting';
  readonly code: string = 'outbox.waits';

  constructor(
    why = 'The server does not answer. It waits here, and leaves with the next command that does.',
  ) {
    super(why);
  }
}

/** The process that held the profile went before it answered. */
export class HolderEnded extends Error {
  override readonly name = 'HolderEnded';
  readonly code = 'daemon.ended';

  constructor() {
    super(
      'The process that held the profile ended before it answered. aldis history shows whether ' +
        'it was said; what stands there leaves with the next command that connects.',
    );
  }
}

/** What commander says of wrong use: to people alone, as programs are told of it by `fail`. */
export const usageWriter = (json: boolean, { stdout, stderr }: Terminal) => ({
  writeOut: (text: string) => {
    stdout.write(text);
  },
  writeErr: (text: string) => {
    if (!json) stderr.write(text);
  },
  getOutHelpWidth: () => stdout.columns ?? helpColumns,
  getErrHelpWidth: () => stderr.columns ?? helpColumns,
});

/** The width of help where nobody says how wide the terminal is. */
const helpColumns = 80;
/** Bytes of a text from the standard input; the SDK's own limit is below it. */
const inputBytesMax = 1024 * 1024;
/** Goes to the start of the line and clears it. */
const overLine = '\r\u001b[K';

export class Output {
  /** The most that one answer takes of a long list. */
  readonly page: { readonly items: number; readonly bytes: number } = {
    items: Number.MAX_SAFE_INTEGER,
    bytes: Number.MAX_SAFE_INTEGER,
  };
  readonly json: boolean;
  readonly terminal: Terminal;
  #notes: ((text: Plain) => void) | undefined;
  #input: Promise<string> | undefined;

  constructor(json: boolean, terminal: Terminal = ownTerminal) {
    this.json = json;
    this.terminal = terminal;
  }

  /** One result: its words, or its fields as a line of JSON. */
  say(text: Plain, fields: object): void {
    const { stdout } = this.terminal;
    stdout.write(`${this.json ? printableJson(fields) : shown(text, stdout)}\n`);
  }

  /** A result that is to be copied or scanned: no line of it is folded. */
  whole(text: Plain, fields: object): void {
    this.terminal.stdout.write(`${this.json ? printableJson(fields) : String(text)}\n`);
  }

  /** All of the standard input, read once however often it is asked for. Throws UsageError. */
  input(): Promise<string> {
    this.#input ??= readAll(this.terminal);
    return this.#input;
  }

  /** While something else holds the terminal, remarks go there. */
  noteThrough(notes: ((text: Plain) => void) | undefined): void {
    this.#notes = notes;
  }

  /** A remark for people alone. */
  note(text: Plain): void {
    if (this.#notes) this.#notes(text);
    else if (!this.json) this.terminal.stderr.write(`${shown(text, this.terminal.stderr)}\n`);
  }

  /** A question at the terminal; the answer is typed behind it. */
  question(text: Plain): void {
    this.terminal.stderr.write(String(text));
  }

  /** What was typed was not shown, nor was its end. */
  endQuestion(): void {
    this.terminal.stderr.write('\n');
  }

  /** A line of a conversation for people alone; `over` what is being typed. */
  line(text: Plain, over: boolean): void {
    if (this.json) return;
    const { stdout } = this.terminal;
    stdout.write(`${over ? overLine : ''}${shown(text, stdout)}\n`);
  }

  /** The row where something is being typed is as if nothing had stood there. */
  clear(): void {
    this.terminal.stdout.write(overLine);
  }

  /** How far something has come, on one line; for people at a terminal alone. */
  progress(text: Plain, isOver: boolean): void {
    if (this.json || !this.terminal.stderr.isTTY) return;
    this.terminal.stderr.write(`${overLine}${String(text)}${isOver ? '\n' : ''}`);
  }

  /** What the process that holds the profile has made of it already. */
  relay(to: 'stdout' | 'stderr', text: string): void {
    this.terminal[to].write(text);
  }

  /** An event of a conversation for programs alone. */
  record(fields: object): void {
    if (this.json) this.terminal.stdout.write(`${printableJson(fields)}\n`);
  }
}

/** Takes what is said for programs, and prints nothing. */
export class Answers extends Output {
  override readonly page = { items: 1_000, bytes: 512 * 1024 };
  readonly #take: (fields: object) => void;

  constructor(take: (fields: object) => void, terminal: Terminal) {
    super(true, terminal);
    this.#take = take;
  }

  override say(_text: Plain, fields: object): void {
    this.#take(fields);
  }

  override whole(_text: Plain, fields: object): void {
    this.#take(fields);
  }
}

/** Prints the failure and returns the exit code. */
export function fail(error: unknown, json: boolean, { stderr }: Terminal = ownTerminal): number {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
  const said = failureOf(error);
  const { choices = [] } = said;
  // Commander has printed its own message, but none for programs.
  if (json) stderr.write(`${printableJson({ error: said })}\n`);
  else if (!(error instanceof CommanderError)) {
    const rows = choices.map(({ name, id }) => plain`  ${name.padEnd(16)} ${id}`);
    for (const row of [plain`${said.message}`, ...rows]) {
      stderr.write(`${shown(row, stderr)}\n`);
    }
  }
  if (error instanceof Waiting) return exitCodes.waits;
  const isUsage = error instanceof UsageError || error instanceof CommanderError;
  return isUsage ? exitCodes.usage : exitCodes.failed;
}

/** What programs are told of a failure. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly choices?: UsageError['choices'];
}

export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) {
    return { code: 'usage', message: error.message.replace(/^error: /, '') };
  }
  const message = error instanceof Error ? error.message : String(error);
  const isOurs =
    error instanceof UsageError ||
    error instanceof ClientError ||
    error instanceof Waiting ||
    error instanceof HolderEnded;
  const choices = error instanceof UsageError ? error.choices : [];
  const code = isOurs ? error.code : 'failed';
  return { code, message, ...(choices.length > 0 ? { choices } : {}) };
}

async function readAll({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > inputBytesMax) throw new UsageError('That is too long for a text.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8').replace(/\n$/, '');
}

/** A text as programs get it, folded for a person. */
function shown(text: Plain, to: TerminalOutput): string {
  return to.isTTY ? folded(String(text), to.columns) : String(text);
}

/** The hour and minute of a time. Unit: milliseconds since the epoch. */
export function timeOf(timestampMs: number): string {
  return new Date(timestampMs).toTimeString().slice(0, 5);
}
