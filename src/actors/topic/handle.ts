// A topic's actor as its shard holds it. Nothing of it is stored: after a move or a crash of the
// worker the gateways subscribe their connections anew.

import type { DeviceId, ErrorCode, TopicId } from '#protocol';
import { refuse } from '#protocol';
import type { Timer } from '#runtime';
import type { Ask } from '../ask.ts';
import { answerEffects, runEffects } from '../effects.ts';
import { ActorHandle } from '../handle.ts';
import type { Behaviour, Cell } from '../kernel/index.ts';
import type { EntityHandle, Home } from '../kind.ts';
import type { Shown } from '../ports.ts';
import { Subscriptions } from './audience.ts';
import type { AnyTopicCommand, TopicEdge, TopicState } from './commands.ts';
import {
  gatherMs,
  isVacant,
  publishBurst,
  shownBy,
  tellAll,
  topicEffects,
  withoutPermit,
} from './commands.ts';

const effects = { ...answerEffects, ...topicEffects };

type TopicAsk = Ask<AnyTopicCommand>;

export class TopicHandle extends ActorHandle<TopicAsk> implements EntityHandle, TopicEdge {
  readonly id: TopicId;
  readonly subscriptions = new Subscriptions();
  readonly cell: Cell<TopicAsk>;
  readonly #home: Home;
  #state: TopicState;
  /** Who shows itself, as all who hear it were told. */
  #told: Shown = { devices: [], whole: false };
  #looking: Timer | undefined;

  constructor(id: TopicId, home: Home) {
    super(home.scope);
    this.id = id;
    this.#home = home;
    const { subscriptions: audience } = this;
    const nowMs = this.nowMs();
    this.#state = { id, audience, permits: publishBurst, asOfMs: nowMs, sinceMs: nowMs };
    this.cell = home.supervisor.spawn<TopicAsk>(this);
  }

  /** The kernel's names have no slash. */
  get name(): string {
    return this.id.replace('/', '-');
  }

  get delivery() {
    return this.scope.services.delivery;
  }

  nowMs(): number {
    return this.scope.services.clock.monotonic();
  }

  mayAct(): boolean {
    return this.scope.mayAct();
  }

  start(): Behaviour<TopicAsk> {
    return { receive: (ask) => this.#receive(ask) };
  }

  #receive(ask: TopicAsk): void {
    if (!this.mayAct()) return ask.answer(refuse('shard.not_owner'));
    this.subscriptions.prune(this.nowMs());
    const decision = ask.definition.decide(this.#state, ask.command, this.nowMs());
    this.#state = decision.state;
    void runEffects(effects, this, ask, decision);
    this.#tellShown();
  }

  /**
   * Tells who shows itself, where that has changed, and once more when that is whole: a former
   * owner may have told something else. It costs a permit as any signal does; without one it is
   * told by a later look, or by a renewal's answer.
   */
  #tellShown(): void {
    const nowMs = this.nowMs();
    const shown = shownBy(this.#state, nowMs);
    if (!shown.whole) this.#looking ??= this.#lookAgain();
    const isSame = isEqual(shown.devices, this.#told.devices);
    if (isSame && (this.#told.whole || !shown.whole)) return;
    const next = withoutPermit(this.#state, nowMs);
    if (!next || this.subscriptions.size === 0) return;
    this.#state = next;
    this.#told = shown;
    tellAll(this, { type: 'shown', topic: this.id, shown });
  }

  #lookAgain(): Timer {
    return this.scope.services.clock.after(gatherMs, () => {
      if (!this.isStopped && this.mayAct()) this.#tellShown();
    });
  }

  undelivered(ask: TopicAsk, code: ErrorCode): void {
    ask.answer(refuse(code));
  }

  gaveUp(): void {
    this.#home.gaveUp(this);
  }

  direct(): undefined {
    return undefined;
  }

  post(ask: TopicAsk): boolean {
    return this.cell.post(ask);
  }

  sweep(): boolean {
    this.subscriptions.prune(this.nowMs());
    this.#tellShown();
    if (!this.cell.isQuiet || !isVacant(this.#state, this.nowMs())) return false;
    this.#looking?.cancel();
    this.cell.stop('server.unavailable');
    return true;
  }

  /** The gateways subscribe anew with their next look. */
  abandon(): void {}
}

const isEqual = (some: readonly DeviceId[], others: readonly DeviceId[]) =>
  some.length === others.length && some.every((one, at) => one === others[at]);
