// A topic's actor as its shard holds it. Nothing of it is stored: after a move or a crash of the
// worker the gateways subscribe their connections anew.

import type { DeviceId, TopicId } from '#protocol';
import type { Timer } from '#runtime';
import type { Ask } from '../ask.ts';
import { answerEffects, runEffects } from '../effects.ts';
import type { Home } from '../entity.ts';
import { EntityHandle } from '../entity.ts';
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

export class TopicHandle extends EntityHandle<TopicAsk, TopicId> implements TopicEdge {
  readonly subscriptions = new Subscriptions();
  #state: TopicState;
  /** Who shows itself, as all who hear it were told. */
  #told: Shown = { devices: [], whole: false };
  #looking: Timer | undefined;

  constructor(id: TopicId, home: Home) {
    super(id, home);
    const { subscriptions: audience } = this;
    const nowMs = this.nowMs();
    this.#state = { id, audience, permits: publishBurst, asOfMs: nowMs, sinceMs: nowMs };
  }

  /** The kernel's names have no slash. */
  override get name(): string {
    return this.id.replace('/', '-');
  }

  get delivery() {
    return this.scope.services.delivery;
  }

  nowMs(): number {
    return this.scope.services.clock.monotonic();
  }

  decide(ask: TopicAsk): void {
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

  override mayLeave(): boolean {
    return isVacant(this.#state, this.nowMs());
  }

  override sweep(idleMs: number): boolean {
    this.subscriptions.prune(this.nowMs());
    this.#tellShown();
    const hasLeft = super.sweep(idleMs);
    if (hasLeft) this.#looking?.cancel();
    return hasLeft;
  }
}

const isEqual = (some: readonly DeviceId[], others: readonly DeviceId[]) =>
  some.length === others.length && some.every((one, at) => one === others[at]);
