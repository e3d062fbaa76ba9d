// Keeps the server supplied with this device's public keys: pools of one-time keys, repeated-use
// keys that are replaced in time, and a check that the server still holds what was published.

import { z } from 'zod';
import { limits } from '#protocol';
import { wipe } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { ClientContext } from '../clientContext.ts';
import { closed } from '../clientError.ts';
import type { KeyWatch } from '../messages/receiver.ts';
import type { RepeatedFamily } from '../store/keyTable.ts';
import { identityKinds } from '../store/profileTable.ts';
import type { IdentityKind } from '../store/profileTable.ts';
import { refusalOf } from '../transport/http.ts';
import type { HttpAnswer } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';
import {
  makeEcPreKeys,
  makeKyberPreKeys,
  makeSignedPreKey,
  repeatedKeyDigest,
  showSigned,
  showStoredKyber,
} from './preKeys.ts';
import type { PublicPreKey, PublicSignedPreKey } from './preKeys.ts';

/** One-time keys of each kind that a new device publishes. */
const poolTarget = 100;
/** Below this the pool is replenished. */
const poolLow = 20;
/** Keys of one replenishment. */
const poolBatch = 50;

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
/** Signed and last-resort keys are replaced after this. */
const repeatedKeyAgeMaxMs = 14 * dayMs;
/** Their private halves stay this long after that, for messages under way. */
const repeatedKeyGraceMs = limits.envelopeLifetimeMs + dayMs;
/** One-time keys that were never used are forgotten after this. */
const oneTimeAgeMaxMs = 90 * dayMs;
/** How often all of it is looked at while connected. */
const upkeepIntervalMs = 6 * hourMs;
/** First messages that came in together cause one look at the pools. */
const lookDelayMs = 1_000;
/** Doubted pools are replaced once in this time at the most. */
const doubtIntervalMs = 10 * 60 * 1000;
/** After a failure it is tried again so much later. */
const retryMs = 30_000;

const countShape = z.object({ count: z.number().int().min(0), pqCount: z.number().int().min(0) });

export class KeyUpkeep implements KeyWatch {
  readonly #context: ClientContext;
  #running: Promise<void> | undefined;
  #wait: { cancel(): void } | undefined;
  #doubtedAt = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** Looks at everything; calls that come meanwhile share the run. Refuses: client.closed. */
  async look(): Promise<void> {
    if (this.#stopped) throw closed();
    this.#running ??= this.#all().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  keyUsed(): void {
    this.#later(lookDelayMs);
  }

  async keysDoubted(): Promise<void> {
    const now = this.#context.clock.now();
    if (now - this.#doubtedAt < doubtIntervalMs) return;
    this.#doubtedAt = now;
    await this.#try(async () => {
      for (const kind of identityKinds) {
        await this.#publishRepeated(kind, true);
        await this.#publishPool(kind, poolTarget);
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wait?.cancel();
    await this.#running;
  }

  async #all(): Promise<void> {
    this.#wait?.cancel();
    this.#wait = undefined;
    const well = await this.#try(async () => {
      for (const kind of identityKinds) {
        await this.#publishRepeated(kind, false);
        await this.#check(kind);
        await this.#refill(kind);
      }
      const now = this.#context.clock.now();
      this.#context.store.keys.prune(now - oneTimeAgeMaxMs, now - repeatedKeyGraceMs);
    });
    this.#later(well ? upkeepIntervalMs : retryMs);
  }

  #later(delayMs: number): void {
    if (this.#stopped) return;
    this.#wait?.cancel();
    this.#wait = this.#context.clock.after(delayMs, () => {
      this.#wait = undefined;
      if (this.#stopped || !this.#context.transport.connected) return;
      this.#context.chores.run(() => this.look());
    });
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    // Under which identity keys the server takes any is not known before that has an answer.
    const { replacement, numbers } = this.#context.store;
    if (this.#stopped || replacement.isPending || numbers.isPending) return false;
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#context.chores.failed(error);
      return false;
    }
  }

  async #refill(kind: IdentityKind): Promise<void> {
    const answer = await this.#context.transport.request({
      verb: 'GET',
      path: `/v2/keys?identity=${kind}`,
    });
    if (answer.status !== 200) throw refusalOf(answer, 'The key pools cannot be counted');
    const left = countShape.parse(answer.body);
    // A profile that never published its pools starts with full ones.
    const none = this.#context.store.keys.countOneTime(kind, 'ec') === 0 && left.count === 0;
    const ec = left.count < poolLow;
    const kem = left.pqCount < poolLow;
    if (!ec && !kem) return;
    await this.#publishPool(kind, none ? poolTarget : poolBatch, { ec, kem });
    if (!none) this.#context.events.emit('keys', { change: 'refilled' });
  }

  /**
   * Uploads new one-time keys. The upload replaces the server's list; the private halves of what
   * was there stay here, as some of it may have been handed out.
   */
  async #publishPool(
    kind: IdentityKind,
    count: number,
    which: { ec: boolean; kem: boolean } = { ec: true, kem: true },
  ): Promise<void> {
    const { store, clock } = this.#context;
    const body = store.transaction(() => {
      const now = clock.now();
      const shown: { preKeys?: PublicPreKey[]; pqPreKeys?: PublicSignedPreKey[] } = {};
      if (which.ec) {
        const ec = makeEcPreKeys(store.profile.takeKeyIds(count), count);
        store.keys.addOneTime(kind, 'ec', ec.rows, now);
        wipe(...ec.rows.map((row) => row.record));
        shown.preKeys = ec.shown;
      }
      if (which.kem) {
        const identity = store.profile.identity(kind);
        const kem = makeKyberPreKeys(identity, store.profile.takeKeyIds(count), count, now);
        store.keys.addOneTime(kind, 'kem', kem.rows, now);
        wipe(...kem.rows.map((row) => row.record));
        shown.pqPreKeys = kem.shown;
      }
      return shown;
    });
    await this.#put(kind, body);
  }

  /** Publishes signed and last-resort keys that are new, due, or asked for. */
  async #publishRepeated(kind: IdentityKind, force: boolean): Promise<void> {
    const { store, clock, events } = this.#context;
    const now = clock.now();
    const due = (['signed', 'lastResort'] as const).filter((family) => {
      const newest = store.keys.newest(kind, family);
      if (newest) wipe(newest.record);
      if (newest && !newest.published) return true;
      const replace = force || !newest || now - newest.createdAt >= repeatedKeyAgeMaxMs;
      if (replace) makeRepeatedKey(this.#context, kind, family);
      return replace;
    });
    if (due.length === 0) return;
    const shown = shownRepeated(this.#context, kind);
    await this.#put(kind, {
      ...(due.includes('signed') ? { signedPreKey: shown.signed } : {}),
      ...(due.includes('lastResort') ? { pqLastResortPreKey: shown.lastResort } : {}),
    });
    for (const family of due) {
      store.keys.published(kind, family, shown[family].keyId, clock.now());
    }
    events.emit('keys', { change: 'rotated' });
  }

  /**
   * Asks whether the server holds the keys we think it does, and publishes them again where not.
   */
  async #check(kind: IdentityKind): Promise<void> {
    const { store, transport } = this.#context;
    const { signed, lastResort } = shownRepeated(this.#context, kind);
    const identityKey = store.profile.identity(kind).publicKey.serialize();
    const answer = await transport.request({
      verb: 'POST',
      path: '/v2/keys/check',
      body: {
        identityType: kind.toUpperCase(),
        digest: repeatedKeyDigest(identityKey, signed, lastResort),
      },
    });
    if (answer.status === 409) {
      await this.#put(kind, { signedPreKey: signed, pqLastResortPreKey: lastResort });
      await this.#publishPool(kind, poolTarget);
      return;
    }
    accepted(answer, 'The published keys cannot be checked');
  }

  async #put(kind: IdentityKind, body: object): Promise<void> {
    const path = `/v2/keys?identity=${kind}`;
    const answer = await this.#context.transport.request({ verb: 'PUT', path, body });
    accepted(answer, 'The server did not take the new keys');
  }
}

function accepted(answer: HttpAnswer, what: string): void {
  if (answer.status >= 200 && answer.status < 300) return;
  throw refusalOf(answer, what);
}

type KeyHolder = Pick<ClientBase, 'store' | 'clock'>;

/** Makes and stores a signed or last-resort key. */
function makeRepeatedKey(
  { store, clock }: KeyHolder,
  kind: IdentityKind,
  family: RepeatedFamily,
): void {
  store.transaction(() => {
    const now = clock.now();
    const identity = store.profile.identity(kind);
    const keyId = store.profile.takeKeyIds(1);
    const row =
      family === 'signed'
        ? makeSignedPreKey(identity, keyId, now)
        : makeKyberPreKeys(identity, keyId, 1, now).rows[0];
    if (!row) throw new Error('No key was made.');
    store.keys.addRepeated(kind, family, row, now);
    wipe(row.record);
  });
}

/** The public halves of the newest signed and last-resort keys, made where there are none. */
export function shownRepeated(
  holder: KeyHolder,
  kind: IdentityKind,
): Record<RepeatedFamily, PublicSignedPreKey> {
  const newest = (family: RepeatedFamily): Uint8Array<ArrayBuffer> => {
    const known = holder.store.keys.newest(kind, family);
    if (known) return known.record;
    makeRepeatedKey(holder, kind, family);
    const made = holder.store.keys.newest(kind, family);
    if (!made) throw new Error('A key that was stored is gone.');
    return made.record;
  };
  return {
    signed: showSigned(newest('signed')),
    lastResort: showStoredKyber(newest('lastResort')),
  };
}
