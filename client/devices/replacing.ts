// A device was stolen, and with it the account's identity keys. The primary device makes others and
// asks the server to take them, with all linked devices gone. What is made is on disk before the
// server is asked: whatever is cut off, the same is asked until the answer is known, and until then
// nothing that is delivered is opened, as it may be sealed for either.

import * as signal from '@signalapp/libsignal-client';
import { randomInt } from 'node:crypto';
import { registrationIdMax } from '#protocol';
import { own, toBase64, wipe } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import {
  makeKyberPreKeys,
  makeSignedPreKey,
  showSigned,
  showStoredKyber,
} from '../keys/preKeys.ts';
import type { KeyHolders } from '../record/keyHolders.ts';
import { trustSelf } from '../sessions/trust.ts';
import { identityKinds } from '../store/profileTable.ts';
import type { IdentityKind } from '../store/profileTable.ts';
import type { NextIdentity, Replacement } from '../store/replacementTable.ts';
import { NoAnswer } from '../transport/transport.ts';
import { holdsKeys } from './holdsKeys.ts';
import { listed } from './ownList.ts';
import type { OwnList } from './ownList.ts';
import { shownList, signList } from './signedList.ts';
import { UntilKnown } from './untilKnown.ts';

export class Replacing {
  readonly #context: ClientContext;
  readonly #own: OwnList;
  readonly #holders: Pick<KeyHolders, 'changeAll'>;
  readonly #untilKnown: UntilKnown;
  #pending: boolean;
  /** The connection was opened when the present identity was known to the server. */
  #isNewConnection = false;

  constructor(context: ClientContext, own: OwnList, holders: Pick<KeyHolders, 'changeAll'>) {
    this.#context = context;
    this.#own = own;
    this.#holders = holders;
    this.#pending = context.store.replacement.isPending;
    this.#untilKnown = new UntilKnown(context, own, this);
  }

  get isPending(): boolean {
    return this.#pending;
  }

  /**
   * Gives the account another identity. Throws NoAnswer where the outcome is not known: it is
   * asked for until it is, also after the next opening. Refuses: what the server says.
   */
  begin(): Promise<void> {
    return this.#own.exclusively(async () => {
      const { store } = this.#context;
      if (!this.#pending) store.transaction(() => this.#prepare());
      this.#pending = true;
      await this.#untilKnown.begin();
    });
  }

  /** What has to be waited for before an envelope is opened; nothing, as a rule. */
  get settling(): Promise<void> | undefined {
    return this.#untilKnown.settling;
  }

  /** A connection. Resolves when it is known which identity the account has. */
  async connected(): Promise<void> {
    this.#isNewConnection = !this.#pending;
    if (this.#pending) await this.#untilKnown.finish();
  }

  /**
   * Everything that waited when this connection was opened has been delivered; what is returned
   * runs once that is worked off. The former keys go where nothing can wait for them any more.
   */
  drained(): () => void {
    if (!this.#isNewConnection) return () => {};
    const { store } = this.#context;
    return () => {
      if (store.replacement.hasFormer && !store.held.isAny()) store.replacement.forgetFormers();
    };
  }

  stop(): void {
    this.#untilKnown.stop();
  }

  /** Asks once. Throws NoAnswer where nothing is known by that. */
  async attempt(): Promise<void> {
    const { store } = this.#context;
    const next = store.replacement.next();
    if (!next) {
      this.#pending = false;
      return;
    }
    const ask = { verb: 'PUT', path: '/v1/devices/identity', body: bodyOf(next) } as const;
    try {
      await this.#own.ask(ask, 'The account was given no other identity');
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      if (await this.#isTaken()) return this.#adopt(next);
      store.replacement.discard();
      this.#pending = false;
      throw error;
    }
    this.#adopt(next);
  }

  /** What was sent has wiped what it was made of: it is read anew. */
  async #isTaken(): Promise<boolean> {
    const aci = this.#context.store.replacement.next()?.identities.aci;
    if (!aci) return false;
    const { pair, signed, lastResort } = aci;
    const keys = { pair, signed: signed.record, lastResort: lastResort.record };
    return holdsKeys(this.#context, 'aci', keys).finally(() => {
      wipe(signed.record, lastResort.record);
    });
  }

  #prepare(): void {
    const { store, clock, account, device } = this.#context;
    const now = clock.now();
    const before = store.profile.read();
    const aci = this.#identity(before.registrationId, now);
    const pni = this.#identity(before.pniRegistrationId, now);
    const listedSelf = listed({
      id: device,
      registrationId: aci.registrationId,
      pniRegistrationId: pni.registrationId,
      addedAt: now,
    });
    // Makes the row that numbers the lists, where none was signed yet.
    store.deviceLists.key();
    const version = store.deviceLists.takeVersion(this.#own.version);
    const listKey = signal.PrivateKey.generate();
    const list = signList({ account, version, devices: [listedSelf] }, listKey, aci.pair);
    store.replacement.prepare({ identities: { aci, pni }, list, version }, listKey);
    for (const { signed, lastResort } of [aci, pni]) wipe(signed.record, lastResort.record);
  }

  #identity(former: number, now: number): NextIdentity {
    const pair = signal.IdentityKeyPair.generate();
    const firstId = this.#context.store.profile.takeKeyIds(2);
    const [lastResort] = makeKyberPreKeys(pair, firstId + 1, 1, now).rows;
    if (!lastResort) throw new Error('No key was made.');
    const signed = makeSignedPreKey(pair, firstId, now);
    return { pair, registrationId: otherThan(former), signed, lastResort };
  }

  /** The server has taken it: from now on this is who we are. */
  #adopt({ identities, list, version }: Replacement): void {
    const { store, clock, account, transport, sealed } = this.#context;
    const now = clock.now();
    const identityKey = identities.aci.pair.publicKey.serialize();
    try {
      store.transaction(() => {
        store.replacement.take(now);
        store.profile.identitiesChanged();
        store.deviceLists.pin(account, identityKey, version, list);
        store.sessions.removeDevices(account);
        trustSelf(this.#context);
        this.#holders.changeAll();
      });
    } catch (error) {
      store.profile.identitiesChanged();
      throw error;
    }
    this.#pending = false;
    sealed.identityChanged();
    // What it brings next waits for the new identity; once it is through, nothing for the former.
    this.#isNewConnection = false;
    if (transport.connected) transport.restart();
  }
}

/** A random registration id that is not this one. */
export function otherThan(former: number): number {
  const other = randomInt(1, registrationIdMax);
  return other < former ? other : other + 1;
}

function bodyOf({ identities, list }: Replacement): Record<string, unknown> {
  const body: Record<string, unknown> = {
    registrationId: identities.aci.registrationId,
    pniRegistrationId: identities.pni.registrationId,
    ...shownList(list),
  };
  for (const kind of identityKinds) Object.assign(body, shownKeys(kind, identities[kind]));
  return body;
}

const shownKeys = (kind: IdentityKind, { pair, signed, lastResort }: NextIdentity) => ({
  [`${kind}IdentityKey`]: toBase64(pair.publicKey.serialize()),
  [`${kind}SignedPreKey`]: showSigned(taken(signed.record)),
  [`${kind}PqLastResortPreKey`]: showStoredKyber(taken(lastResort.record)),
});

/** A copy for whoever wipes it; the other one is wiped here. */
function taken(record: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = own(record);
  wipe(record);
  return copy;
}
