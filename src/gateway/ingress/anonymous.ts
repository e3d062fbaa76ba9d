// What somebody may ask for who does not say who they are: to write to an account, and to take what
// opens a session with it, by its access key. Counted by the address it comes from, and by the
// account with the key that is shown, so that whoever has no key of an account uses up nothing of
// those who have one. Nothing here names the sender, since nobody here knows it.

import type { AnswerOf, Bundles, CommandOf } from '#actors';
import type { AccountId, DeviceId, EnvelopeGuid, Result, SendFrame } from '#protocol';
import { accountAddress, EnvelopeType, limits, ok, parseAccountId, refuse } from '#protocol';
import type { BucketLimit } from '#ports';
import type { GatewayServices } from '../services.ts';
import type { SendReceipt } from './send.ts';
import { checkFrame, traced } from './send.ts';
import { SentBytes, sentBytesOf } from './sentBytes.ts';
import { addressSubject } from './subjects.ts';
import { Waits } from './waits.ts';

/**
 * Whoever is not let in is told so after this, whatever it took to find out: an account that is not
 * there is told from one whose key is another by nothing, nor by the time.
 */
export const deniedAfterMs = 200;
/** What it costs of the address's permits not to be let in, above what it costs to ask. */
export const deniedPermits = 20;

const SEALED: ReadonlySet<number> = new Set([EnvelopeType.unidentifiedSender]);

type Services = Pick<GatewayServices, 'router' | 'limiter' | 'limits' | 'clock'>;

/** What is asked of an account by its key. */
type Asked = CommandOf<'account', 'sendSealed' | 'takeBundlesSealed'>;

/** The port for those who have no name, of every door of a worker. */
export class AnonymousPort {
  readonly #services: Services;
  readonly #bytes: SentBytes;
  /** Addresses that were not let in too often. */
  readonly #waits: Waits;

  constructor(services: Services) {
    this.#services = services;
    this.#waits = new Waits(services.clock);
    this.#bytes = new SentBytes(services.limits.sealedBytes, services.limiter, services.clock);
  }

  /**
   * Accepts a message for the devices of an account. Refuses: request.invalid, message.type (6 is
   * the only one), message.too_large, auth.required (no key), auth.invalid (another key, or no such
   * account), rate.limited, what the recipient's actor refuses, and server.* when it could not be
   * asked.
   */
  send(frame: SendFrame, ip: string): Promise<Result<SendReceipt>> {
    return traced(this.#services.clock, (trace) => this.#send(frame, ip, trace));
  }

  /**
   * Takes a bundle of a device of an account, or of each. Refuses: auth.invalid, rate.limited, what
   * the account's actor refuses, and server.* when it could not be asked.
   */
  async takeBundles(
    target: AccountId | undefined,
    device: DeviceId | 'all',
    accessKey: Uint8Array,
    ip: string,
  ): Promise<Result<Bundles>> {
    const { preKeys, sealedPreKeys } = this.#services.limits;
    if (accessKey.length !== limits.accessKeyBytes || !target) return refuse('auth.invalid');
    const address = addressSubject(ip);
    const held =
      (await this.#enter(address)) ??
      (await this.#take(preKeys, `${address}>${target}.${device}`)) ??
      (await this.#take(sealedPreKeys, subjectOf(target, accessKey)));
    if (held) return held;
    return this.#ask(target, { type: 'takeBundlesSealed', device, accessKey }, address);
  }

  async #send(
    frame: SendFrame,
    ip: string,
    trace: string | undefined,
  ): Promise<Result<SendReceipt>> {
    const checked = this.#check(frame);
    if (!checked.ok) return checked;
    const { guid, account, accessKey } = checked.value;
    const address = addressSubject(ip);
    const { sealedMessages } = this.#services.limits;
    const held =
      (await this.#enter(address)) ??
      (await this.#take(sealedMessages, subjectOf(account, accessKey))) ??
      (await this.#bytes.add(address, sentBytesOf(frame.contents)));
    if (held) return held;
    const command: CommandOf<'account', 'sendSealed'> = {
      type: 'sendSealed',
      accessKey,
      guid,
      contents: frame.contents,
      ephemeral: frame.ephemeral,
      urgent: frame.urgent,
      clientTimestamp: frame.timestamp,
      serverTimestamp: this.#services.clock.now(),
      trace,
    };
    const sent = await this.#ask(account, command, address);
    if (!sent.ok) return sent;
    return ok({ serverTimestamp: sent.value.serverTimestamp, needsSync: false });
  }

  /** What needs no one else. A phone number's identity lets nobody in by a key. */
  #check(frame: SendFrame): Result<{
    guid: EnvelopeGuid;
    account: AccountId;
    accessKey: Uint8Array;
  }> {
    const { accessKey } = frame;
    if (!accessKey) return refuse('auth.required');
    if (accessKey.length !== limits.accessKeyBytes) return refuse('auth.invalid');
    const guid = checkFrame(frame, SEALED);
    if (!guid.ok) return guid;
    const account = parseAccountId(frame.destination);
    return account ? ok({ guid: guid.value, account, accessKey }) : refuse('auth.invalid');
  }

  /** Asks the account; whoever is not let in hears it at the same pace, and pays for it. */
  async #ask<const C extends Asked>(
    account: AccountId,
    command: C,
    address: string,
  ): Promise<Result<AnswerOf<'account', C>>> {
    const { clock, router } = this.#services;
    const beganAtMs = clock.monotonic();
    const answer = await router.ask(accountAddress(account), command);
    if (answer.ok || answer.refusal.code !== 'auth.invalid') return answer;
    const leftMs = Math.max(0, deniedAfterMs - (clock.monotonic() - beganAtMs));
    const paced = new Promise<void>((resolve) => clock.after(leftMs, resolve));
    await Promise.all([paced, this.#denied(address)]);
    return answer;
  }

  async #enter(address: string): Promise<Result<never> | undefined> {
    return this.#waits.refusal(address) ?? this.#take(this.#services.limits.anonymous, address);
  }

  async #denied(address: string): Promise<void> {
    const { limiter, limits: buckets } = this.#services;
    const taken = await limiter.take(buckets.anonymous, address, deniedPermits);
    if (!taken.allowed) this.#waits.begin(address, taken.retryAfterMs);
  }

  async #take(limit: BucketLimit, subject: string): Promise<Result<never> | undefined> {
    const taken = await this.#services.limiter.take(limit, subject);
    if (taken.allowed) return undefined;
    return refuse('rate.limited', { retryAfterMs: taken.retryAfterMs });
  }
}

/** Who has the right key shares it with those who have it, and with nobody else. */
function subjectOf(account: AccountId, accessKey: Uint8Array): string {
  return `${account} ${Buffer.from(accessKey).toString('hex')}`;
}
