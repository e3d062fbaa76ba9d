// What somebody may ask for who does not say who they are: to write to an account, to take what
// opens a session with it and to read its profile, by its access key or by leave as a member of a
// group. Counted by the address it comes from and, once somebody is let in, by the account: whoever
// has its key, who has leave and everybody else whom it lets in apart, so that they use up nothing
// of each other's. Nothing here names the sender, since nobody here knows it.

import type { AnswerOf, Bundles, CommandOf, ProfileView } from '#actors';
import type {
  AccountId,
  DeviceId,
  EnvelopeGuid,
  Result,
  SendFrame,
  SendGroupFrame,
} from '#protocol';
import { accountAddress, EnvelopeType, limits, ok, parseAccountId, refuse } from '#protocol';
import { noteSecurity } from '#runtime';
import type { GatewayServices } from '../services.ts';
import type { GroupReceipt } from './groupSends.ts';
import { GroupSends } from './groupSends.ts';
import { after } from './lateAnswers.ts';
import type { TakePermits } from './rateLimits.ts';
import { takerOf } from './rateLimits.ts';
import type { SendReceipt } from './send.ts';
import { checkFrame, traced } from './send.ts';
import { SentBytes, sentBytesOf } from './sentBytes.ts';
import { addressSubject } from './subjects.ts';
import { keepNewest, Waits } from './waits.ts';

/**
 * Whoever is not let in is told so after this, whatever it took to find out: an account that is not
 * there is told from one whose key is another by nothing, nor by the time.
 */
export const deniedAfterMs = 200;
/** What it costs of the address's permits not to be let in, above what it costs to ask. */
export const deniedPermits = 20;

const sealed: ReadonlySet<number> = new Set([EnvelopeType.unidentifiedSender]);

type Services = Pick<GatewayServices, 'router' | 'limiter' | 'limits' | 'clock' | 'groupKeys'>;

/** Whoever says no name: the key of the account that something is asked of, not yet believed. */
interface AccessHolder {
  readonly accessKey: Uint8Array;
}

/** Whoever says no name: leave to write to some accounts, not yet believed. */
export interface TokenHolder {
  readonly sendToken: Uint8Array;
}

/** Whoever says no name, and what they show in its stead. */
export type Unnamed = AccessHolder | TokenHolder;

/** A message as somebody without a name sends it. */
type UnnamedFrame = SendFrame & { readonly sendToken?: Uint8Array };

/** What is asked of an account without a name. */
type Asked = CommandOf<
  'account',
  'admit' | 'sendSealed' | 'takeBundlesSealed' | 'readProfileSealed'
>;
type Answered<C extends Asked> = Result<AnswerOf<'account', C>>;
type Admitted = Answered<CommandOf<'account', 'admit'>>;

/** Somebody who is to be let in: what the account is asked with, and whose permits it costs. */
interface Entered {
  readonly accessKey: Uint8Array | 'leave';
  readonly subject: string;
}

/** The port for those who have no name, of every door of a worker. */
export class AnonymousPort {
  readonly #services: Services;
  readonly #take: TakePermits;
  readonly #bytes: SentBytes;
  readonly #groups: GroupSends;
  /** Addresses that were not let in too often. */
  readonly #waits: Waits;
  /** What is being asked, by account and key, and which keys are the right ones. */
  readonly #admissions = new Map<string, Promise<Admitted>>();

  constructor(services: Services) {
    this.#services = services;
    this.#take = takerOf(services);
    this.#waits = new Waits(services.clock);
    this.#bytes = new SentBytes(services.limits.sealedBytes, services.limiter, services.clock);
    this.#groups = new GroupSends({ ...services, take: this.#take }, this.#bytes);
  }

  /**
   * Accepts a message for the devices of an account. Refuses: request.invalid, message.type (6 is
   * the only one), message.too_large, auth.required (no proof), auth.invalid (another key, a token
   * for others, or no such account), rate.limited, what the recipient's actor refuses, and server.*
   * when it could not be asked.
   */
  send(frame: UnnamedFrame, ip: string): Promise<Result<SendReceipt>> {
    return traced(this.#services.clock, frame, (trace) => this.#send(frame, ip, trace));
  }

  /** Accepts an upload for everybody of a group. Refuses: as GroupSends.send. */
  sendGroup(frame: SendGroupFrame, ip: string): Promise<Result<GroupReceipt>> {
    return traced(this.#services.clock, frame, (trace) => this.#sendGroup(frame, ip, trace));
  }

  /** A token that is none costs what a wrong key does: it takes as long to find out. */
  async #sendGroup(
    frame: SendGroupFrame,
    ip: string,
    trace: string | undefined,
  ): Promise<Result<GroupReceipt>> {
    const address = addressSubject(ip);
    const held = this.#waits.refusal(address) ?? (await this.#take('anonymous', address));
    if (held) return held;
    const answer = await this.#groups.send(frame, ip, trace);
    if (!answer.ok && answer.refusal.code === 'auth.invalid') await this.#denied(address);
    return answer;
  }

  /**
   * Takes a bundle of a device of an account, or of each. Refuses: auth.invalid, rate.limited, what
   * the account's actor refuses, and server.* when it could not be asked.
   */
  async takeBundles(
    target: AccountId | undefined,
    device: DeviceId | 'all',
    shown: Unnamed,
    ip: string,
  ): Promise<Result<Bundles>> {
    if (!target) return refuse('auth.invalid');
    const address = addressSubject(ip);
    const entered = await this.#enter(address, target, shown);
    if (!entered.ok) {
      if (entered.refusal.code === 'auth.invalid') noteSecurity('keys_refused');
      return entered;
    }
    const { accessKey, subject } = entered.value;
    const held =
      (await this.#take('preKeys', `${address}>${target}.${device}`)) ??
      (await this.#take('sealedPreKeys', subject));
    if (held) return held;
    return this.#ask(target, { type: 'takeBundlesSealed', device, accessKey }, address);
  }

  /**
   * Reads a version of an account's profile. Refuses: auth.invalid, rate.limited, and server.* when
   * the account could not be asked.
   */
  async readProfile(
    target: AccountId,
    version: string,
    shown: Unnamed,
    ip: string,
  ): Promise<Result<ProfileView>> {
    const address = addressSubject(ip);
    const entered = await this.#enter(address, target, shown);
    if (!entered.ok) return entered;
    const { accessKey, subject } = entered.value;
    const held = await this.#take('sealedProfiles', subject);
    if (held) return held;
    return this.#ask(target, { type: 'readProfileSealed', version, accessKey }, address);
  }

  async #send(
    frame: UnnamedFrame,
    ip: string,
    trace: string | undefined,
  ): Promise<Result<SendReceipt>> {
    const checked = this.#check(frame);
    if (!checked.ok) return checked;
    const { guid, account, shown } = checked.value;
    const address = addressSubject(ip);
    const entered = await this.#enter(address, account, shown);
    if (!entered.ok) return entered;
    const { accessKey, subject } = entered.value;
    const held =
      (await this.#take('sealedMessages', subject)) ??
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

  /** What needs no one else. A phone number's identity lets nobody in without a name. */
  #check(frame: UnnamedFrame): Result<{
    guid: EnvelopeGuid;
    account: AccountId;
    shown: Unnamed;
  }> {
    const { accessKey, sendToken } = frame;
    const shown = accessKey ? { accessKey } : sendToken && { sendToken };
    if (!shown) return refuse('auth.required');
    if (accessKey && accessKey.length !== limits.accessKeyBytes) return refuse('auth.invalid');
    const guid = checkFrame(frame, sealed);
    if (!guid.ok) return guid;
    const account = parseAccountId(frame.destination);
    return account ? ok({ guid: guid.value, account, shown }) : refuse('auth.invalid');
  }

  /**
   * Asks to be let in, which costs of the address's permits; answers whose permits of the account
   * are taken from then on. Order: callers with one key go on in the order they came.
   */
  async #enter(address: string, account: AccountId, shown: Unnamed): Promise<Result<Entered>> {
    const held = this.#waits.refusal(address) ?? (await this.#take('anonymous', address));
    if (held) return held;
    if ('sendToken' in shown) {
      const leave = await this.#paced(this.#checkLeave(account, shown.sendToken), address);
      return leave.ok ? ok({ accessKey: 'leave', subject: `${account} leave` }) : leave;
    }
    const { accessKey } = shown;
    const by = await this.#paced(this.#admit(account, accessKey), address);
    return by.ok ? ok({ accessKey, subject: `${account} ${by.value}` }) : by;
  }

  /** Whether that is leave for this account and nobody else; the account is not asked. */
  async #checkLeave(account: AccountId, token: Uint8Array): Promise<Result<null>> {
    const { groupKeys, clock } = this.#services;
    const isLeave = await groupKeys.maySend(token, [account], clock.now());
    return isLeave ? ok(null) : refuse('auth.invalid');
  }

  /** Asks once about a key that lets in, until it does no more. */
  #admit(account: AccountId, accessKey: Uint8Array): Promise<Admitted> {
    const name = nameOf(account, accessKey);
    const known = this.#admissions.get(name);
    if (known) return known;
    const asked = this.#services.router.ask(accountAddress(account), { type: 'admit', accessKey });
    keepNewest(this.#admissions, name, asked);
    const forget = () => {
      if (this.#admissions.get(name) === asked) this.#admissions.delete(name);
    };
    asked.then((by) => (by.ok && by.value === 'key') || forget(), forget);
    return asked;
  }

  async #ask<const C extends Asked>(
    account: AccountId,
    command: C,
    address: string,
  ): Promise<Answered<C>> {
    const asked = this.#services.router.ask(accountAddress(account), command);
    const answer = await this.#paced(asked, address);
    const isShut = !answer.ok && answer.refusal.code === 'auth.invalid';
    if (isShut && command.accessKey !== 'leave') {
      this.#admissions.delete(nameOf(account, command.accessKey));
    }
    return answer;
  }

  /** The account's answer; whoever is not let in hears it at the same pace, and pays for it. */
  async #paced<T>(asked: Promise<Result<T>>, address: string): Promise<Result<T>> {
    const { clock } = this.#services;
    const beganAtMs = clock.monotonic();
    const answer = await asked;
    if (answer.ok || answer.refusal.code !== 'auth.invalid') return answer;
    const leftMs = Math.max(0, deniedAfterMs - (clock.monotonic() - beganAtMs));
    await Promise.all([after(clock, leftMs), this.#denied(address)]);
    return answer;
  }

  async #denied(address: string): Promise<void> {
    const { limiter, limits: buckets } = this.#services;
    const taken = await limiter.take(buckets.anonymous, address, deniedPermits);
    if (!taken.allowed) this.#waits.begin(address, taken.retryAfterMs);
  }
}

function nameOf(account: AccountId, accessKey: Uint8Array): string {
  return `${account} ${Buffer.from(accessKey).toString('hex')}`;
}
