// Whether everybody we know still has the identity key that we know of: asked once a day, of all
// at once and without a name, and before the first send after a long absence. Another key is
// suspect, as if it had come with a bundle; it is trusted by nobody's word but the person's.

import { createHash } from 'node:crypto';
import * as signal from '@signalapp/libsignal-client';
import { z } from 'zod';
import { limits, parseAccountId } from '#protocol';
import type { AccountId } from '#protocol';
import { fromBase64, same, toBase64 } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import { isRetryable, refusalOf } from '../transport/http.ts';
import { NoAnswer } from '../transport/transport.ts';
import { suspect } from './trust.ts';

const hourMs = 60 * 60 * 1000;
/** Between two checks; who was away for longer asks before anything is sent. */
export const checkEveryMs = 24 * hourMs;
/** After one that failed. */
const retryMs = hourMs;
/** Sends wait no longer than this for an answer. */
const sendsWaitMsMax = 10_000;

const { identityChecksMax, identityFingerprintBytes } = limits;
const answerShape = z.object({
  elements: z
    .array(z.object({ uuid: z.string().max(64), identityKey: z.string().max(64) }))
    .max(identityChecksMax),
});

interface Known {
  readonly account: AccountId;
  readonly key: Uint8Array;
}

export class IdentityCheck {
  readonly #context: ClientContext;
  #running: Promise<void> | undefined;
  #sendsWait: Promise<void> | undefined;
  #wait: { cancel(): void } | undefined;
  #stopped = false;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** What has to be waited for before anything is sent; nothing, as a rule. */
  get settling(): Promise<void> | undefined {
    return this.#sendsWait;
  }

  /** A connection: asks where that is due. */
  connected(): Promise<void> {
    const dueInMs = this.#dueInMs();
    if (dueInMs > 0) {
      this.#later(dueInMs);
      return Promise.resolve();
    }
    const running = this.#run();
    this.#sendsWait ??= this.#atMost(running, sendsWaitMsMax).finally(() => {
      this.#sendsWait = undefined;
    });
    return running;
  }

  /** An answer that comes later is not looked at. */
  stop(): void {
    this.#stopped = true;
    this.#wait?.cancel();
  }

  #dueInMs(): number {
    const { store, clock } = this.#context;
    const sinceMs = clock.now() - store.identities.checkedAt;
    // A clock that was set back must not put it off for long.
    return sinceMs < 0 ? 0 : checkEveryMs - sinceMs;
  }

  #run(): Promise<void> {
    this.#running ??= this.#try().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #try(): Promise<void> {
    const { store, clock, chores } = this.#context;
    let isAnswered = false;
    try {
      const known = this.#known();
      for (let at = 0; at < known.length; at += identityChecksMax) {
        await this.#ask(known.slice(at, at + identityChecksMax));
        if (this.#stopped) return;
      }
      store.identities.checkedAt = clock.now();
      isAnswered = true;
    } catch (error) {
      if (!(error instanceof NoAnswer)) chores.failed(error);
    }
    this.#later(isAnswered ? checkEveryMs : retryMs);
  }

  #later(delayMs: number): void {
    if (this.#stopped) return;
    const { clock, chores, transport } = this.#context;
    this.#wait?.cancel();
    this.#wait = clock.after(delayMs, () => {
      if (!this.#stopped && transport.connected) chores.run(() => this.#run());
    });
  }

  #known(): Known[] {
    const { store, account } = this.#context;
    return store.identities.all().filter((one) => one.account !== account);
  }

  async #ask(known: readonly Known[]): Promise<void> {
    const elements = known.map(({ account, key }) => ({
      uuid: account,
      fingerprint: fingerprintOf(key),
    }));
    const path = '/v1/profile/identity_check/batch';
    const answer = await this.#context.nameless({ verb: 'POST', path, body: { elements } });
    // An older server has no such route.
    if (this.#stopped || answer.status === 404) return;
    if (answer.status !== 200) {
      const refusal = refusalOf(answer, 'The identity keys of contacts cannot be compared');
      throw isRetryable(answer) ? new NoAnswer(refusal.message, { cause: refusal }) : refusal;
    }
    const read = answerShape.safeParse(answer.body);
    if (!read.success) throw unreadable();
    const others = read.data.elements.map(({ uuid, identityKey }) => ({
      account: parseAccountId(uuid),
      key: readKey(identityKey),
    }));
    for (const { account, key } of others) {
      if (account && known.some((one) => one.account === account)) await this.#note(account, key);
    }
  }

  #note(account: AccountId, key: Uint8Array): Promise<void> {
    const { store, ratchets } = this.#context;
    return ratchets.run(account, () => {
      const trusted = store.identities.get(account)?.key;
      // A person may have decided for it meanwhile.
      if (trusted && !same(trusted, key)) suspect(this.#context, account, key)();
      return Promise.resolve();
    });
  }

  #atMost(work: Promise<void>, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wait = this.#context.clock.after(waitMs, resolve);
      void work.finally(() => {
        wait.cancel();
        resolve();
      });
    });
  }
}

const fingerprintOf = (key: Uint8Array): string =>
  toBase64(createHash('sha256').update(key).digest().subarray(0, identityFingerprintBytes));

function readKey(identityKey: string): Uint8Array {
  try {
    return signal.PublicKey.deserialize(fromBase64(identityKey)).serialize();
  } catch {
    throw unreadable();
  }
}

const unreadable = () =>
  new ClientError('server.unreadable', "The server's answer about identity keys cannot be read.");
