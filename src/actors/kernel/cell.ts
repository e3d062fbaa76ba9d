// One actor. nact keeps who is whose child and decides about crashes; mail waits here, bounded, and
// is read in turns of the kernel's own: so no message is lost when an actor restarts or stops, none
// can be printed, a turn reads many messages at once, and comes without nact's price for a message.

import { type Clock, type Log, logConstant, logId, mailboxPeak, metrics } from '#runtime';
import type { ErrorCode } from '#protocol';
import { dispatch, type Ref, spawn as spawnNact, start, stop as stopNact } from 'nact';
import type { CrashVerdict } from './intensity.ts';
import { judgeCrash } from './intensity.ts';
import { Mailbox } from './mailbox.ts';
import { Turns } from './turns.ts';

/**
 * What an actor does. A new one is made at each restart, so that it starts from what the stores
 * say.
 */
export interface Behaviour<Message> {
  /** Handles one message; the next waits until a returned promise settles. A throw is a crash. */
  receive(message: Message): void | Promise<void>;
  /** Called when a turn has read what there was to read. */
  turnEnded?(): void;
}

export interface ActorProps<Message> {
  /** Unique among its siblings. Logs show a hash of it. */
  readonly name: string;
  readonly mailboxLengthMax: number;
  start(self: Cell<Message>): Behaviour<Message>;
  /** Gives a message back that was not handled. Must not throw. */
  undelivered(message: Message, code: ErrorCode): void;
  /** The actor crashed too often and is stopped. */
  gaveUp?(): void;
}

/** What all actors of a system share. */
export interface KernelServices {
  readonly clock: Clock;
  readonly log: Log;
}

interface Child {
  readonly isAsleep: boolean;
  stop(code: ErrorCode): void;
  giveBackMail(code: ErrorCode): void;
}

type Reference = Ref<typeof crashName>;
const crashName = 'crash';
const crashed = new Error('an actor has crashed');
const noCrashes: readonly number[] = [];
/** Messages read in one turn of the event loop before others have theirs. */
const turnLengthMax = 64;

/** Starts an actor system; its root takes no messages and is there to have children. */
export function startSystem(services: KernelServices): Cell<never> {
  return new Cell(services, new Turns(), undefined, undefined);
}

export class Cell<Message> {
  readonly #services: KernelServices;
  readonly #turns: Turns;
  readonly #parent: Cell<never> | undefined;
  readonly #props: ActorProps<Message> | undefined;
  /** What nact has of it; nothing while it sleeps. */
  #reference: Reference | undefined;
  readonly #mail = new Mailbox<Message>();
  /** Made with the first child: most actors have none. */
  #children: Set<Child> | undefined;
  #behaviour: Behaviour<Message> | undefined;
  #current: Message | undefined;
  #crashes: readonly number[] = noCrashes;
  #fault: { readonly cause: unknown } | undefined;
  /** What follows from the last crash, for nact to carry out. */
  #verdict: CrashVerdict | undefined;
  #awake = false;
  #stopped = false;
  #lastMailAtMs: number;

  /** Use `startSystem` and `spawn`. */
  constructor(
    services: KernelServices,
    turns: Turns,
    parent: Cell<never> | undefined,
    props: ActorProps<Message> | undefined,
  ) {
    this.#services = services;
    this.#turns = turns;
    this.#parent = parent;
    this.#props = props;
    this.#lastMailAtMs = services.clock.monotonic();
    if (!props) return;
    this.#behaviour = props.start(this);
    metrics.actors.inc();
  }

  /** Starts a child. It stops with its parent. */
  spawn<Mail>(props: ActorProps<Mail>): Cell<Mail> {
    const parent = this as unknown as Cell<never>;
    const child = new Cell<Mail>(this.#services, this.#turns, parent, props);
    this.#children ??= new Set();
    this.#children.add(child);
    return child;
  }

  /** Hands in a message from outside. False: the mailbox is full, or the actor has stopped. */
  post(message: Message): boolean {
    const full = this.#mail.length >= (this.#props?.mailboxLengthMax ?? 0);
    if (this.#stopped || full) return false;
    this.#push(message);
    return true;
  }

  /**
   * Hands in what the actor's own work has brought; that work is bounded, so this is not refused.
   */
  tell(message: Message): void {
    if (this.#stopped) this.#giveBack([message], 'server.unavailable');
    else this.#push(message);
  }

  /** Lets the actor crash for a defect met outside of a turn. */
  crash(cause: unknown): void {
    if (this.#stopped) this.#services.log.error('actor.crashed', { restarts: false }, cause);
    this.#fault = { cause };
    this.#wake();
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** True when nothing is being handled or waits to be. */
  get isQuiet(): boolean {
    return !this.#awake && this.#mail.length === 0;
  }

  /** Unit: milliseconds. */
  idleMs(): number {
    return this.#services.clock.monotonic() - this.#lastMailAtMs;
  }

  /** True when nact has nothing of it. */
  get isAsleep(): boolean {
    return this.#reference === undefined;
  }

  /**
   * Gives back what nact holds for a quiet actor whose children sleep, a third of its memory; the
   * next mail wakes it. Otherwise nothing happens.
   */
  sleep(): void {
    if (!this.#reference || !this.isQuiet || this.#stopped) return;
    for (const child of this.#children ?? []) if (!child.isAsleep) return;
    stopNact(this.#reference);
    this.#reference = undefined;
  }

  /** Gives unread mail back, which whoever sent it may send again. */
  giveBackMail(code: ErrorCode): void {
    for (const child of this.#children ?? []) child.giveBackMail(code);
    this.#giveBack(this.#mail.takeAll(), code);
  }

  /** Stops the actor and its children; unread mail is given back with the code. */
  stop(code: ErrorCode): void {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#parent) this.#parent.#children?.delete(this);
    for (const child of [...(this.#children ?? [])]) child.stop(code);
    if (this.#props) metrics.actors.dec();
    if (this.#reference) stopNact(this.#reference);
    this.#giveBack(this.#mail.takeAll(), code);
  }

  #push(message: Message): void {
    this.#mail.push(message);
    mailboxPeak.see(this.#mail.length);
    this.#lastMailAtMs = this.#services.clock.monotonic();
    this.#wake();
  }

  #wake(): void {
    if (this.#awake || this.#stopped) return;
    this.#awake = true;
    this.#nact();
    this.#turns.soon(this);
  }

  /** What nact has of it, begun with the first mail and with each after sleep. */
  #nact(): Reference {
    return (this.#reference ??= this.#beginNact() as Reference);
  }

  #beginNact(): Ref<unknown> {
    if (!this.#parent || !this.#props) return start();
    const crash = (): never => {
      throw crashed;
    };
    return spawnNact(this.#parent.#nact(), crash, this.#props.name, {
      onCrash: async (_crash, _error, context) =>
        (await this.#goesOn()) ? context.resume : context.stop,
    });
  }

  /** Reads mail; called by the kernel. Never throws. */
  runTurn(): void {
    if (this.#stopped) return;
    try {
      this.#turn()?.catch((error: unknown) => this.#threw(error));
    } catch (error) {
      this.#threw(error);
    }
  }

  /** Answers the message that was being handled, which nobody else does, and lets nact decide. */
  #threw(cause: unknown): void {
    const current = this.#current;
    this.#current = undefined;
    if (current !== undefined) this.#giveBack([current], 'server.defect');
    if (this.#stopped || !this.#props) return;
    const { clock, log } = this.#services;
    this.#verdict = judgeCrash(this.#crashes, clock.monotonic());
    const restarts = this.#verdict.restart;
    log.error('actor.crashed', { actor: logId(this.#props.name), restarts }, cause);
    dispatch(this.#nact(), crashName);
  }

  /** Reads on until a message makes it wait; then the rest of the turn is asynchronous. */
  #turn(before = 0): Promise<void> | undefined {
    for (let read = before; read < turnLengthMax; read++) {
      const pending = this.#readOne();
      if (pending === done) break;
      if (pending) return pending.then(() => this.#turn(read + 1));
    }
    this.#endTurn();
    return undefined;
  }

  #readOne(): Promise<void> | typeof done | undefined {
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault) throw fault.cause;
    if (this.#stopped) return done;
    const message = this.#mail.shift();
    if (message === undefined) return done;
    this.#current = message;
    const pending = this.#behaviour?.receive(message);
    if (pending) return pending.then(() => this.#handled());
    this.#current = undefined;
    return undefined;
  }

  #handled(): void {
    this.#current = undefined;
  }

  #endTurn(): void {
    this.#behaviour?.turnEnded?.();
    if (this.#mail.length > 0 || this.#fault) this.#turns.later(this);
    else this.#awake = false;
  }

  /** Restarts after a crash, or gives up. True: go on. */
  async #goesOn(): Promise<boolean> {
    const { clock, log } = this.#services;
    const verdict = this.#verdict;
    if (this.#stopped || !this.#props || !verdict) return false;
    if (!verdict.restart) return this.#giveUp();
    this.#crashes = verdict.crashes;
    if (verdict.afterMs > 0) {
      await new Promise<void>((resolve) => clock.after(verdict.afterMs, resolve));
      if (this.#stopped) return false;
    }
    try {
      this.#behaviour = this.#props.start(this);
    } catch (again) {
      log.error('actor.restart_failed', { actor: logId(this.#props.name) }, again);
      return this.#giveUp();
    }
    metrics.actorRestarts.inc();
    this.#awake = false;
    this.#wake();
    return true;
  }

  #giveUp(): false {
    this.stop('server.unavailable');
    this.#props?.gaveUp?.();
    return false;
  }

  #giveBack(messages: readonly Message[], code: ErrorCode): void {
    if (messages.length === 0 || !this.#props) return;
    metrics.deadLetters.inc({ reason: code }, messages.length);
    const reason = logConstant(code);
    this.#services.log.warn('actor.dead_letters', { reason, count: messages.length });
    for (const message of messages) this.#props.undelivered(message, code);
  }
}

const done = Symbol('done');
