// A person's process as the stage manager sees it: orders in, reports out, what was heard kept.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { clockMs } from '#lab/clock.ts';
import type { PersonOrder, PersonReport } from './person.ts';

const personFile = fileURLToPath(new URL('./person.ts', import.meta.url));
/** Long, for a machine that does much else. */
const answerTimeoutMs = 60_000;

export class Person {
  readonly name: string;
  member = '';
  readonly #child: ChildProcess;
  readonly #heard = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  constructor(name: string) {
    this.name = name;
    this.#child = fork(personFile, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', (message: PersonReport) => {
      if (message.report !== 'heard') return;
      this.#heard.set(message.text, message.at);
      for (const listener of this.#listeners) listener();
    });
  }

  /**
   * Gives an order and returns its report; rejects when the person's process breaks or is silent.
   */
  do(order: PersonOrder): Promise<PersonReport> {
    return new Promise((resolve, reject) => {
      const settle = (message: PersonReport) => {
        if (message.report === 'heard') return;
        this.#child.off('message', settle);
        clearTimeout(timer);
        if (message.report === 'broken') reject(new Error(`${this.name}: ${message.why}`));
        else resolve(message);
      };
      const timer = setTimeout(() => {
        this.#child.off('message', settle);
        reject(new Error(`${this.name} did not answer "${order.order}"`));
      }, answerTimeoutMs);
      this.#child.on('message', settle);
      this.#child.send(order);
    });
  }

  /** Resolves with the time at which the text was shown to this person. */
  hears(text: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${this.name} never heard "${text}"`)),
        answerTimeoutMs,
      );
      const look = () => {
        const at = this.#heard.get(text);
        if (at === undefined) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve(at);
      };
      this.#listeners.add(look);
      look();
    });
  }

  hasHeard(text: string): boolean {
    return this.#heard.has(text);
  }

  end(): void {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
  }
}

/** Milliseconds since the first call, for the timeline. */
export function createStopwatch(): (at?: number) => number {
  const start = clockMs();
  return (at = clockMs()) => at - start;
}
