// A topic's actor as its shard holds it. Nothing of it is stored: after a move or a crash of the
// worker the gateways subscribe their connections anew.

import type { ErrorCode, TopicId } from '#protocol';
import { refuse } from '#protocol';
import type { Ask } from '../ask.ts';
import { answerEffects, runEffects } from '../effects.ts';
import { ActorHandle } from '../handle.ts';
import type { Behaviour, Cell } from '../kernel/index.ts';
import type { EntityHandle, Home } from '../kind.ts';
import { Subscriptions } from './audience.ts';
import type { AnyTopicCommand, TopicEdge, TopicState } from './commands.ts';
import { isVacant, publishBurst, topicEffects } from './commands.ts';

const effects = { ...answerEffects, ...topicEffects };

type TopicAsk = Ask<AnyTopicCommand>;

export class TopicHandle extends ActorHandle<TopicAsk> implements EntityHandle, TopicEdge {
  readonly id: TopicId;
  readonly subscriptions = new Subscriptions();
  readonly cell: Cell<TopicAsk>;
  readonly #home: Home;
  #state: TopicState;

  constructor(id: TopicId, home: Home) {
    super(home.scope);
    this.id = id;
    this.#home = home;
    const { subscriptions: audience } = this;
    this.#state = { id, audience, permits: publishBurst, asOfMs: this.nowMs() };
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
    if (!this.cell.isQuiet || !isVacant(this.#state, this.nowMs())) return false;
    this.cell.stop('server.unavailable');
    return true;
  }

  /** The gateways subscribe anew with their next look. */
  abandon(): void {}
}
