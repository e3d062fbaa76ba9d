// Sealed sender, as the rest of the client sees it: whether and how a send is sealed, over which
// connection it leaves, and whose bundles are fetched without a name.

import * as signal from '@signalapp/libsignal-client';
import { EnvelopeType } from '#protocol';
import type {
  AccountId,
  DeviceContent,
  SendAnswer,
  SendFrame,
  SendGroupAnswer,
  SendGroupFrame,
} from '#protocol';
import { toBase64 } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { fetchBundles } from '../sessions/bundle.ts';
import type { FetchedBundle } from '../sessions/bundle.ts';
import type { OutboxRow } from '../store/outboxTable.ts';
import type { HttpAnswer, HttpAsk, AccessProof, Transport } from '../transport/transport.ts';
import { accessKeyOf } from './accessKey.ts';
import type { Certificate } from './certificates.ts';
import { Certificates } from './certificates.ts';
import { AnonymousLine } from './line.ts';

/** A key that was refused is tried again after this: the account may be one again that takes it. */
const refusedForMs = 24 * 60 * 60 * 1000;

/** How a send is sealed. */
export interface Cover {
  readonly accessKey: Uint8Array;
  readonly certificate: Certificate;
}

/** Leave to write to an account as a member of a group of its; nothing where there is none. */
export type LeaveTo = (account: AccountId) => Promise<Uint8Array | undefined>;

type Context = Pick<ClientBase, 'store' | 'transport' | 'clock' | 'chores' | 'account' | 'device'>;

export class SealedSender {
  readonly #context: Context;
  readonly #line: AnonymousLine;
  readonly #certificates: Certificates;
  readonly #leaveTo: LeaveTo;

  /** `anonymous` makes a transport without credentials. */
  constructor(context: Context, anonymous: () => Transport, leaveTo: LeaveTo) {
    this.#context = context;
    this.#leaveTo = leaveTo;
    this.#line = new AnonymousLine(anonymous, context.clock);
    this.#certificates = new Certificates(context);
  }

  /** The connection is there: roots, access key and certificate are looked after. */
  async connected(): Promise<void> {
    // Nobody knows whose certificate can be had until the change of keys has an answer.
    if (!this.#context.store.replacement.isPending) await this.#certificates.look();
  }

  /** Publishes the access key of now; what fails is tried again by itself. */
  publish(): Promise<void> {
    return this.#certificates.publish();
  }

  /** What a send to the account is sealed with; undefined: it goes by name. */
  cover(account: AccountId): Cover | undefined {
    const { store } = this.#context;
    // Reports go out while a key waits for a decision, and could not be opened under the old one.
    if (store.identities.isPending(account)) return undefined;
    const accessKey = this.#accessKey(account);
    const certificate = accessKey && this.#certificates.current();
    return certificate && { accessKey, certificate };
  }

  /**
   * True where a send to the account would go by name at a server that has sends sealed: it has
   * told no key, or one that is refused, or there is no certificate just now, as a server pleases.
   */
  isUncovered(account: AccountId): boolean {
    return this.isOffered && this.cover(account) === undefined;
  }

  /** The server has sends sealed. */
  get isOffered(): boolean {
    return this.#context.store.sealed.trustRoots().length > 0;
  }

  /** A ciphertext as its recipient's device alone can tell whose it is. */
  async seal(
    { certificate: { certificate } }: Cover,
    message: signal.CiphertextMessage,
    to: signal.ProtocolAddress,
    identities: signal.IdentityKeyStore,
    kind: OutboxRow['kind'] | 'passing',
  ): Promise<Pick<DeviceContent, 'type' | 'content'>> {
    const hint = kind === 'text' ? signal.ContentHint.Resendable : signal.ContentHint.Implicit;
    const whole = signal.UnidentifiedSenderMessageContent.new(message, certificate, hint, null);
    const content = await signal.sealedSenderEncrypt(whole, to, identities);
    return { type: EnvelopeType.unidentifiedSender, content };
  }

  /** Sends a frame over the connection that is for it. Throws NoAnswer. */
  send(frame: SendFrame): Promise<SendAnswer> {
    return frame.accessKey ? this.#line.send(frame) : this.#context.transport.send(frame);
  }

  /** What says to recipients who we are. Refuses: server.unavailable where there is none yet. */
  certificate(): Certificate {
    const certificate = this.#certificates.current();
    if (certificate) return certificate;
    throw new ClientError('server.unavailable', 'There is no sender certificate yet.');
  }

  /** Sends an upload to many. Throws NoAnswer. */
  sendGroup(frame: SendGroupFrame): Promise<SendGroupAnswer> {
    return this.#line.sendGroup(frame);
  }

  /** The server does not let us write to the account without a name: for a day it goes by name. */
  refused(account: AccountId): void {
    const { store, clock } = this.#context;
    store.sealed.refused(account, clock.now());
  }

  /** The account has another identity: nothing is sealed before there is a certificate of it. */
  identityChanged(): void {
    this.#certificates.forget();
  }

  /**
   * Takes bundles, without a name where the account or a group lets us. Throws NoAnswer. Refuses:
   * what fetchBundles refuses.
   */
  async fetchBundles(account: AccountId, device: number | '*'): Promise<FetchedBundle[]> {
    for await (const proof of this.#proofs(account, this.cover(account)?.accessKey)) {
      try {
        return await fetchBundles(this.#line, account, device, proof);
      } catch (error) {
        if (!(error instanceof ClientError && error.code === 'auth.invalid')) throw error;
      }
    }
    return fetchBundles(this.#context.transport, account, device);
  }

  /** Asks about an account, without a name where it or a group lets us. Throws NoAnswer. */
  async request(account: AccountId, ask: HttpAsk): Promise<HttpAnswer> {
    for await (const proof of this.#proofs(account, this.#accessKey(account))) {
      const answer = await this.#line.request({ ...ask, proof });
      if (answer.status !== 401) return answer;
    }
    return this.#context.transport.request(ask);
  }

  async stop(): Promise<void> {
    this.#line.close();
    await this.#certificates.stop();
  }

  /** What may be shown in the place of our name; the next one where one was refused. */
  async *#proofs(
    account: AccountId,
    accessKey: Uint8Array | undefined,
  ): AsyncGenerator<AccessProof> {
    const { store, account: self } = this.#context;
    if (account === self || store.identities.isPending(account)) return;
    if (accessKey) {
      yield { accessKey: toBase64(accessKey) };
      this.refused(account);
    }
    const leave = await this.#leaveTo(account);
    if (leave) yield { sendToken: toBase64(leave) };
  }

  /** The account's, where it has given us its profile key and has not refused it of late. */
  #accessKey(account: AccountId): Uint8Array | undefined {
    const { store, clock, account: self } = this.#context;
    const known = account === self ? undefined : store.sealed.of(account);
    if (!known) return undefined;
    const isRefused = known.refusedAt !== undefined;
    if (isRefused && clock.now() - (known.refusedAt ?? 0) < refusedForMs) return undefined;
    return accessKeyOf(known.key);
  }
}
