// Work of one account that was begun and is not waited for: inserts of sends, counts and takes of
// keys. It outlives a restart of the actor, since whoever asked still gets the answer.

import type { ErrorCode, FencingToken } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Step } from '#runtime';
import { metrics, tracing } from '#runtime';
import type { Ask } from '../ask.ts';
import type { DeviceHandle } from '../device/actor.ts';
import type { InsertOutcome, QueueAddress } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import type { Services } from '../scope.ts';
import type { AccountEffect, BundleSource, Outgoing } from './effects.ts';
import type { DeviceBundle } from './messages.ts';

/** Commands of one account whose pipelined work may be under way; more are refused: server.busy. */
export const pipelinedMax = 256;

type Enqueue = Extract<AccountEffect, { type: 'enqueue' }>;
type TakeKeys = Extract<AccountEffect, { type: 'takeKeys' }>;
type CountKeys = Extract<AccountEffect, { type: 'countKeys' }>;

/** One send under way: the first of its inserts that failed decides the answer. */
interface Insertion {
  readonly ask: Ask;
  readonly send: Enqueue;
  readonly step: Step;
  code: ErrorCode | undefined;
  waiting: number;
}

/** The account whose work it is. */
export interface PipelineOwner {
  readonly fence: FencingToken;
  deviceOf(to: QueueAddress): DeviceHandle | undefined;
  /** The store knows a newer owner. */
  fenced(): void;
  defect(cause: unknown): void;
}

export class Pipeline {
  readonly #services: Services;
  readonly #owner: PipelineOwner;
  #running = 0;
  #whenIdle: (() => void)[] = [];

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
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Stores a send's envelopes, tells each device of its own, and answers after the last. */
  enqueue(ask: Ask, send: Enqueue): void {
    if (!this.#begin(ask)) return;
    const { envelopes } = send;
    const insertion: Insertion = {
      ask,
      send,
      step: tracing.step('insert', ask.command.trace),
      code: undefined,
      waiting: envelopes.length,
    };
    const { queue } = this.#services;
    for (const envelope of envelopes) {
      const { to, guid, bytes } = envelope;
      queue.insert(to, this.#owner.fence, guid, bytes).then(
        (outcome) => this.#inserted(insertion, envelope, outcome),
        (error: unknown) => this.#insertFailed(insertion, envelope, error),
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

  /** Outcomes of one device come in the order of its inserts, and so does what it is told. */
  #inserted(insertion: Insertion, envelope: Outgoing, settled: InsertOutcome): void {
    const { to, guid, bytes } = envelope;
    switch (settled.outcome) {
      case 'stored': {
        metrics.envelopesAccepted.inc();
        const device = this.#owner.deviceOf(to);
        if (device) {
          const { position } = settled;
          const { trace } = insertion.step;
          device.hear({ type: 'queued', envelope: { guid, position, bytes, trace } });
        }
        break;
      }
      case 'duplicate':
        this.#owner.deviceOf(to)?.hear({ type: 'repeated', guid });
        break;
      case 'full':
        insertion.code ??= 'queue.full';
        break;
      case 'fenced':
        insertion.code ??= 'shard.not_owner';
        this.#owner.fenced();
        break;
    }
    this.#settled(insertion);
  }

  #insertFailed(insertion: Insertion, { to }: Outgoing, error: unknown): void {
    if (error instanceof Unreachable) {
      insertion.code ??= error.refusal;
      // It may be in the queue all the same.
      this.#owner.deviceOf(to)?.hear({ type: 'stir' });
    } else {
      insertion.code = 'server.defect';
      this.#owner.defect(error);
    }
    this.#settled(insertion);
  }

  #settled(insertion: Insertion): void {
    if (--insertion.waiting > 0) return;
    const { ask, send, step, code } = insertion;
    step.end(code);
    ask.answer(code ? refuse(code) : ok({ serverTimestamp: send.serverTimestamp }));
    this.#end();
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
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }
}
