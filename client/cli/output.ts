// What the command line prints, and the one place that does: sentences for people, one JSON object
// a line for programs; and how it ends: 0 done, 1 refused or failed, 2 asked wrongly.

import { CommanderError } from 'commander';
import { printableJson } from '#protocol';
import { ClientError } from '../index.ts';

import { folded } from './fold.ts';
import { plain } from './plain.ts';
import type { Plain } from './plain.ts';

/** The command line was used in a way that cannot work. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** To the start of the line, which is cleared. */
const overLine = '\r\u001b[K';

export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** One result: its words, or its fields as a line of JSON. */
  say(text: Plain, fields: object): void {
    process.stdout.write(`${this.json ? printableJson(fields) : shown(text, process.stdout)}\n`);
  }

  /** A result that is to be copied or scanned: no line of it is folded. */
  whole(text: Plain, fields: object): void {
    process.stdout.write(`${this.json ? printableJson(fields) : String(text)}\n`);
  }

  /** A remark for people alone. */
  note(text: Plain): void {
    if (!this.json) process.stderr.write(`${shown(text, process.stderr)}\n`);
  }

  /** A line of a conversation for people alone; `over` what is being typed. */
  line(text: Plain, over: boolean): void {
    if (this.json) return;
    process.stdout.write(`${over ? overLine : ''}${shown(text, process.stdout)}\n`);
  }

  /** How far something has come, on one line; for people at a terminal alone. */
  progress(text: Plain, isOver: boolean): void {
    if (this.json || !process.stderr.isTTY) return;
    process.stderr.write(`${overLine}${String(text)}${isOver ? '\n' : ''}`);
  }

  /** An event of a conversation for programs alone. */
  record(fields: object): void {
    if (this.json) process.stdout.write(`${printableJson(fields)}\n`);
  }
}

/** Prints the failure and returns the exit code. */
export function fail(error: unknown, json: boolean): number {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const usage = error instanceof UsageError;
  const code = error instanceof ClientError ? error.code : usage ? 'usage' : 'failed';
  const message = error instanceof Error ? error.message : String(error);
  const words = shown(plain`${message}`, process.stderr);
  const text = json ? printableJson({ error: code, message }) : words;
  process.stderr.write(`${text}\n`);
  return usage ? 2 : 1;
}

/** As it is for a program, folded for a person. */
function shown(text: Plain, to: { readonly isTTY?: boolean; readonly columns?: number }): string {
  return to.isTTY ? folded(String(text), to.columns) : String(text);
}

/** The hour and minute of a time. Unit: milliseconds since the epoch. */
export function timeOf(timestampMs: number): string {
  return new Date(timestampMs).toTimeString().slice(0, 5);
}
