// What happened in a run: one append-only file of lines for each process, merged for the checkers.
// Times are of one machine's clock, in milliseconds.

import { appendFileSync, readFileSync } from 'node:fs';

/** A message's way through one device: asked to send, acknowledged, refused for good, shown. */
export type HistoryEvent =
  | {
      readonly at: number;
      readonly what: 'invoke' | 'ok';
      readonly stream: string;
      readonly seq: number;
    }
  | {
      readonly at: number;
      readonly what: 'fail';
      readonly stream: string;
      readonly seq: number;
      readonly code: string;
    }
  | { readonly at: number; readonly what: 'shown'; readonly stream: string; readonly seq: number }
  | RunEvent;

/** What happened around the messages: keys handed out, leases granted, faults. */
type RunEvent =
  | {
      readonly at: number;
      readonly what: 'taken';
      /** The owner of the keys, and which of its pools they are in. */
      readonly pool: string;
      readonly keyId: number;
    }
  | {
      readonly at: number;
      readonly what: 'lease';
      /** Names the life of the lease data. */
      readonly epoch: string;
      readonly shard: number;
      /** `-`: given back. */
      readonly member: string;
      readonly token: number;
    }
  | {
      readonly at: number;
      /** `breach`: what broke a promise that this kind of fault alone puts to the test. */
      readonly what: 'fault' | 'healed' | 'skipped' | 'breach';
      readonly kind: string;
      readonly note: string;
    };

/** Writes one process's events; buffered, and flushed at least every second and at the end. */
export class HistoryWriter {
  readonly #file: string;
  #lines: string[] = [];

  constructor(file: string) {
    this.#file = file;
    setInterval(() => this.flush(), 1000).unref();
  }

  add(event: HistoryEvent): void {
    this.#lines.push(JSON.stringify(event));
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    appendFileSync(this.#file, `${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }
}

/** All events of several files. Order: within one file as written. */
export function readHistory(files: readonly string[]): HistoryEvent[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as HistoryEvent),
  );
}
