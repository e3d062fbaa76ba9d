// Work of one account that was begun and is not waited for: inserts of sends, counts and takes of
// keys. It outlives a restart of the actor, since whoever asked still gets the answer.

import { refuse } from '#protocol';
import type { Ask } from '../ask.ts';
import { Unreachable } from '../ports.ts';

/** Commands of one account whose pipelined work may be under way; more are refused: server.busy. */
const pipelinedMax = 256;

/** The account whose work it is. */
export interface PipelineOwner {
  defect(cause: unknown): void;
}

export class Pipeline {
  readonly #owner: PipelineOwner;
  #running = 0;
  #whenIdle: (() => void)[] = [];

  constructor(owner: PipelineOwner) {
    this.#owner = owner;
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  /** Resolves when everything that runs now has ended. */
  settle(): Promise<void> | undefined {
    if (this.#running === 0) return undefined;
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** False: there is no room, and the command is refused. Each that is true has one end. */
  begin(ask: Ask): boolean {
    if (this.#running >= pipelinedMax) {
      ask.answer(refuse('server.busy'));
      return false;
    }
    this.#running++;
    return true;
  }

  end(): void {
    if (--this.#running > 0) return;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }

  /** Ends, for an error, and refuses the command. */
  failed(ask: Ask, error: unknown): void {
    const away = error instanceof Unreachable;
    ask.answer(refuse(away ? 'server.unavailable' : 'server.defect'));
    this.end();
    if (!away) this.#owner.defect(error);
  }
}
