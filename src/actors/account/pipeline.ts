// Work of one account that was begun and is not waited for: inserts of sends, counts and takes of
// keys. It outlives a restart of the actor, since whoever asked still gets the answer.

import type { DeviceAddress, ErrorCode } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Step } from '#runtime';
import { metrics, tracing } from '#runtime';
import type { Ask } from '../ask.ts';
import type { DeviceHandle } from '../device/actor.ts';
import type { InsertOutcome } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import type { Services } from '../scope.ts';
import type { AccountEffect, BundleSource, Outgoing } from './effects.ts';
import type { DeviceBundle } from './messages.ts';

/** Commands of one account whose pipelined work may be under way; more are refused: server.busy. */
export const pipelinedMax = 256;

type Enqueue = Extract<AccountEffect, { type: 'enqueue' }>;
type TakeKeys = Extract<AccountEffect, { type: 'takeKeys' }>;
type CountKeys = Extract<AccountEffect, { type: 'countKeys' }>;

/** One send under way: the worst that happened to its inserts decides the answer. */
interface Insertion {
  readonly ask: Ask;
  readonly send: Enqueue;
  readonly step: Step;
  readonly outcomes: (InsertOutcome | 'unknown' | undefined)[];
  waiting: number;
}

/** The account whose work it is. */
export interface PipelineOwner {
  addressOf(device: Outgoing['device']): DeviceAddress;
  deviceOf(device: Outgoing['device']): DeviceHandle | undefined;
  defect(cause: unknown): void;
}

export class Pipeline {
  readonly #services: Services;
  readonly #owner: PipelineOwner;
  #running = 0;
  #settled: (() => void)[] = [];

  constructor(services: Services, owner: PipelineOwner) {
    this.#services = services;
    this.#owner = owner;
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  /** Resolves when everything that runs now has ended. */
  settle(): Promise<void> | undefined {
    if (this.#running === 0) return undefined;
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  /** Stores a send's envelopes; then tells the devices and answers. */
  enqueue(ask: Ask, send: Enqueue): void {
    if (!this.#begin(ask)) return;
    const { envelopes } = send;
    const insertion: Insertion = {
      ask,
      send,
      step: tracing.step('insert', ask.command.trace),
      outcomes: new Array(envelopes.length),
      waiting: envelopes.length,
    };
    for (let index = 0; index < envelopes.length; index++) {
      const { device, guid, bytes } = envelopes[index] as Outgoing;
      this.#services.queue.insert(this.#owner.addressOf(device), guid, bytes).then(
        (outcome) => this.#inserted(insertion, index, outcome),
        (error: unknown) => this.#insertFailed(insertion, index, error),
      );
    }
  }

  /** Takes a bundle's one-time keys; the last-resort key stands in where no Kyber key is left. */
  takeKeys(ask: Ask, take: TakeKeys): void {
    if (!this.#begin(ask)) return;
    const { clock } = this.#services;
    const beganAtMs = clock.monotonic();
    Promise.all(take.sources.map((source) => this.#takeBundle(source))).then(
      (devices) => {
        metrics.preKeyTake.record(clock.monotonic() - beganAtMs);
        ask.answer(ok({ identityKey: take.identityKey, devices }));
        this.#end();
      },
      (error: unknown) => this.#failed(ask, error),
    );
  }

  countKeys(ask: Ask, count: CountKeys): void {
    if (!this.#begin(ask)) return;
    this.#services.preKeys.count(count.pool).then(
      ({ ec, kem }) => {
        ask.answer(ok({ count: ec, kemCount: kem }));
        this.#end();
      },
      (error: unknown) => this.#failed(ask, error),
    );
  }

  async #takeBundle({ pool, keys }: BundleSource): Promise<DeviceBundle> {
    const { preKeys } = this.#services;
    const [preKey, kemPreKey] = await Promise.all([preKeys.takeEc(pool), preKeys.takeKem(pool)]);
    if (!kemPreKey) metrics.preKeysLastResort.inc();
    return {
      device: pool.device,
      registrationId: keys.registrationId,
      signedPreKey: keys.signedPreKey,
      ...(preKey ? { preKey } : {}),
      kemPreKey: kemPreKey ?? keys.lastResortPreKey,
    };
  }

  #inserted(insertion: Insertion, index: number, outcome: InsertOutcome): void {
    insertion.outcomes[index] = outcome;
    if (--insertion.waiting === 0) this.#stored(insertion);
  }

  #insertFailed(insertion: Insertion, index: number, error: unknown): void {
    if (error instanceof Unreachable) insertion.outcomes[index] = 'unknown';
    else this.#owner.defect(error);
    if (--insertion.waiting === 0) this.#stored(insertion);
  }

  #stored({ ask, send, step, outcomes }: Insertion): void {
    let code: ErrorCode | undefined;
    for (let index = 0; index < outcomes.length; index++) {
      const outcome = outcomes[index];
      const envelope = send.envelopes[index] as Outgoing;
      if (outcome === undefined) code = 'server.defect';
      else if (outcome === 'unknown') code ??= 'server.unavailable';
      else if (outcome.outcome === 'full') code ??= 'queue.full';
      else if (outcome.outcome === 'stored') {
        metrics.envelopesAccepted.inc();
        this.#tell(envelope, outcome.position, outcome.follows, step.trace);
        continue;
      }
      // It may be in the queue without the device having heard of it.
      this.#owner.deviceOf(envelope.device)?.hear({ type: 'stir' });
    }
    step.end(code);
    ask.answer(code ? refuse(code) : ok({ serverTimestamp: send.serverTimestamp }));
    this.#end();
  }

  #tell(envelope: Outgoing, position: number, follows?: number, trace?: string): void {
    const { device, guid, bytes } = envelope;
    const handle = this.#owner.deviceOf(device);
    if (handle)
      handle.hear({ type: 'queued', envelope: { guid, position, bytes, follows, trace } });
  }

  #failed(ask: Ask, error: unknown): void {
    const away = error instanceof Unreachable;
    ask.answer(refuse(away ? 'server.unavailable' : 'server.defect'));
    this.#end();
    if (!away) this.#owner.defect(error);
  }

  #begin(ask: Ask): boolean {
    if (this.#running >= pipelinedMax) {
      ask.answer(refuse('server.busy'));
      return false;
    }
    this.#running++;
    return true;
  }

  #end(): void {
    if (--this.#running > 0) return;
    const settled = this.#settled;
    this.#settled = [];
    for (const resolve of settled) resolve();
  }
}
