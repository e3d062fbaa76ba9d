// How a push service does, as the calls of this worker find it: what operators are told before
// people notice that nothing wakes them.

import type {
  PushCall,
  PushedChallenge,
  PushGateway,
  PushKind,
  PushOutcome,
  PushReadiness,
} from '#ports';
import type { Log } from '#runtime';
import { logConstant } from '#runtime';

/** Calls in a row that no service took. One alone says little where each device has its own. */
const failuresMax = 5;

/** A gateway that is listened to. */
export class WatchedGateway implements PushGateway {
  readonly #kind: PushKind;
  readonly #gateway: PushGateway;
  readonly #log: Log;
  #failures = 0;
  #state: PushReadiness = 'unknown';

  constructor(kind: PushKind, gateway: PushGateway, log: Log) {
    this.#kind = kind;
    this.#gateway = gateway;
    this.#log = log;
  }

  get state(): PushReadiness {
    return this.#state;
  }

  async send(call: PushCall): Promise<PushOutcome> {
    return this.#heard(await this.#gateway.send(call));
  }

  async challenge(one: PushedChallenge): Promise<PushOutcome> {
    return this.#heard(await this.#gateway.challenge(one));
  }

  close(): Promise<void> {
    return this.#gateway.close();
  }

  #heard(said: PushOutcome): PushOutcome {
    if (said.outcome !== 'later') this.#answered();
    else if (said.reason !== 'throttled') this.#failed(said.reason);
    return said;
  }

  #answered(): void {
    this.#failures = 0;
    if (this.#state === 'failing') this.#log.info('push.back', this.#fields);
    this.#state = 'ready';
  }

  #failed(reason: 'unavailable' | 'credentials'): void {
    this.#failures += 1;
    const isWrong = reason === 'credentials' || this.#failures >= failuresMax;
    if (!isWrong || this.#state === 'failing') return;
    this.#state = 'failing';
    this.#log.warn('push.failing', { ...this.#fields, reason: logConstant(reason) });
  }

  get #fields() {
    return { gateway: logConstant(this.#kind) };
  }
}
