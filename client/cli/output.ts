// What the command line prints: sentences for people, one JSON object a line for programs; and
// how it ends: 0 done, 1 refused or failed, 2 asked wrongly.

import { CommanderError } from 'commander';
import { ClientError } from '../index.ts';

/** The command line was used in a way that cannot work. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** One result: its words, or its fields as a line of JSON. */
  say(text: string, fields: object): void {
    process.stdout.write(`${this.json ? JSON.stringify(fields) : text}\n`);
  }

  /** A remark for people alone. */
  note(text: string): void {
    if (!this.json) process.stderr.write(`${text}\n`);
  }
}

/** Prints the failure and returns the exit code. */
export function fail(error: unknown, json: boolean): number {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const usage = error instanceof UsageError;
  const code = error instanceof ClientError ? error.code : usage ? 'usage' : 'failed';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(json ? `${JSON.stringify({ error: code, message })}\n` : `${message}\n`);
  return usage ? 2 : 1;
}

const ESCAPES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of another person for a terminal: what could move the cursor or turn the line is shown as a
 * mark.
 */
export function printable(text: string): string {
  return text.replace(ESCAPES, '\ufffd');
}

export function timeOf(timestampMs: number): string {
  return new Date(timestampMs).toTimeString().slice(0, 5);
}
