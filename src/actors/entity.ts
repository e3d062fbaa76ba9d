// An entity that is in memory, as its shard holds it. What is the same for every kind stands here,
// so that a kind says only what is its own.

import type { ErrorCode } from '#protocol';
import { refuse } from '#protocol';
import type { Ask } from './ask.ts';
import { ActorHandle } from './handle.ts';
import type { Behaviour, Cell } from './kernel/index.ts';
import type { ShardScope } from './scope.ts';

/** What became of a command that was not posted; undefined: it has to be. */
export type Taken = 'taken' | 'server.busy' | undefined;

/** What an entity gets from its shard. */
export interface Home {
  readonly scope: ShardScope;
  /** The parent of its actor. */
  readonly supervisor: Cell<never>;
  /** Its actor crashed too often and has stopped. */
  gaveUp(handle: EntityHandle): void;
  /** Nothing would be missed of it: it leaves memory as soon as it has no mail. */
  leaving(handle: EntityHandle): void;
}

/**
 * The base of a kind's handle, which is its actor's behaviour as well. `Asked` are its commands;
 * a `Note` is what its own work tells it.
 */
export abstract class EntityHandle<
    Asked extends Ask = Ask,
    Id extends string = string,
    Note extends string = string,
  >
  extends ActorHandle<Asked | Note>
  implements Behaviour<Asked | Note>
{
  readonly id: Id;
  readonly #home: Home;
  #cell: Cell<Asked | Note> | undefined;

  constructor(id: Id, home: Home) {
    super(home.scope);
    this.id = id;
    this.#home = home;
  }

  /** Decides about a command and runs the effects. Called while this worker owns the shard. */
  abstract decide(ask: Asked): void | Promise<void>;

  /** Its actor, which begins with the first that is asked of it. */
  get cell(): Cell<Asked | Note> {
    return (this.#cell ??= this.#home.supervisor.spawn<Asked | Note>(this));
  }

  get name(): string {
    return this.id;
  }

  /** After a restart: what was known may be half of the truth. */
  start(_self: Cell<Asked | Note>): Behaviour<Asked | Note> {
    return this;
  }

  receive(message: Asked | Note): void | Promise<void> {
    if (typeof message === 'string') return;
    return this.mayAct() ? this.decide(message) : message.answer(refuse('shard.not_owner'));
  }

  /** Takes, and answers, what need not wait for the mailbox. */
  direct(_ask: Asked): Taken {
    return undefined;
  }

  /** Hands a command to the actor. False: the mailbox is full. */
  post(ask: Asked): boolean {
    return this.cell.post(ask);
  }

  /** Whether it may leave memory once it has no mail. */
  mayLeave(idleMs: number): boolean {
    return this.cell.idleMs() >= idleMs;
  }

  /**
   * Lets what was idle for so long leave memory, and at once what nothing would be missed of.
   * True: the entity has stopped and is to be forgotten; only what has no mail stops, so that no
   * message can be lost.
   */
  sweep(idleMs: number): boolean {
    if (!this.cell.isQuiet || !this.mayLeave(idleMs)) return false;
    this.cell.stop('server.unavailable');
    return true;
  }

  /** Asks to leave memory, if it may by then, without waiting for a sweep. */
  leaveSoon(): void {
    this.#home.leaving(this);
  }

  /** Its shard is about to be given away, and is this worker's still. */
  closing(): void {}

  /** The actor was given up: whoever depends on it is told. */
  abandon(): void {}

  undelivered(message: Asked | Note, code: ErrorCode): void {
    if (typeof message !== 'string') message.answer(refuse(code));
  }

  gaveUp(): void {
    this.#home.gaveUp(this);
  }
}
