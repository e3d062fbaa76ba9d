// Whose identity key an account has. The first that is seen is trusted; another one stops all
// sends until a person has decided between them, by the digits (or the scan) that were compared
// and never by what the server shows at that moment.

import * as signal from '@signalapp/libsignal-client';
import type { AccountId } from '#protocol';
import { own, same } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { SafetyNumber } from '../safetyNumber.ts';
import type { KnownIdentity } from '../store/identityTable.ts';
import { fetchBundles } from './bundle.ts';

/** What a person compared: the digits of a safety number, or the bytes of the other's QR code. */
export type Compared = string | Uint8Array;

/**
 * Notes an identity key that is not the trusted one; from then on nothing is sent to the account.
 * Runs under the account's lock and inside the caller's transaction, if there is one. Returns what
 * tells it, once.
 */
export function suspect(
  { store, clock, events }: Pick<ClientBase, 'store' | 'clock' | 'events'>,
  account: AccountId,
  key: Uint8Array,
): () => void {
  const fresh = store.transaction(() => {
    if (!store.identities.suspect(account, key)) return false;
    store.sessions.suspendAll(account, 'identity changed', clock.now());
    return true;
  });
  return () => {
    if (fresh) events.emit('identityChanged', { account });
  };
}

/** What is known of an account's identity; `blocked`: everything for it waits for a decision. */
export interface IdentityView {
  readonly verified: boolean;
  readonly blocked: boolean;
  /** Unit: milliseconds since the epoch. */
  readonly changedAt?: number;
}

export function known(
  { store }: Pick<ClientBase, 'store'>,
  account: AccountId,
): IdentityView | undefined {
  const identity = store.identities.get(account);
  if (!identity) return undefined;
  const { verified, changedAt, pendingKey } = identity;
  const when = changedAt === undefined ? {} : { changedAt };
  return { verified, blocked: pendingKey !== undefined, ...when };
}

/** Tells again of every change that nobody has decided on. */
export function tellPending({ store, events }: ClientBase): void {
  for (const account of store.identities.pending()) {
    events.emit('identityChanged', { account });
  }
}

/**
 * The safety number with an account: of the key that waits for a decision where there is one. An
 * unknown key is fetched and is then the first that was seen.
 * Refuses: identity.unknown, bundle.invalid, what the server says. Throws NoAnswer.
 */
export async function safetyNumber(context: ClientBase, account: AccountId): Promise<SafetyNumber> {
  const { store, transport, clock, ratchets } = context;
  if (!store.identities.get(account)) {
    const [bundle] = await fetchBundles(transport, account, '*');
    if (!bundle) throw unknown();
    await ratchets.run(account, () => {
      // A message may have brought the first key meanwhile.
      const agrees = store.identities.trustFirst(account, bundle.identityKey, clock.now());
      if (!agrees) suspect(context, account, bundle.identityKey)();
      return Promise.resolve();
    });
  }
  const known = knownOf(context, account);
  return numberOf(context, account, known.pendingKey ?? known.key);
}

/**
 * Notes that the account's key was compared.
 * Refuses: identity.unknown, identity.changed, identity.mismatch.
 */
export function verify(context: ClientBase, account: AccountId, compared: Compared): void {
  const { key, pendingKey } = knownOf(context, account);
  if (pendingKey) {
    const message = 'The identity key of this contact changed; accept the one you compared first.';
    throw new ClientError('identity.changed', message);
  }
  const matches = numberOf(context, account, key).matches(compared);
  if (!matches || !context.store.identities.verify(account, key)) throw mismatch();
}

/**
 * Decides for the key that was compared, the new one or the old one, after which sends go out
 * again. A new key ends all sessions; what came under another key is thrown away.
 * Refuses: identity.unknown, identity.mismatch.
 */
export function accept(context: ClientBase, account: AccountId, compared: Compared): Promise<void> {
  const { store, clock, events, ratchets } = context;
  return ratchets.run(account, () => {
    const known = knownOf(context, account);
    const keys = known.pendingKey ? [known.pendingKey, known.key] : [known.key];
    const key = keys.find((one) => numberOf(context, account, one).matches(compared));
    if (!key) throw mismatch();
    const now = clock.now();
    const thrownAway = store.transaction(() => {
      store.identities.decide(account, key, now);
      // It was the list key that changed.
      if (known.pendingKey && same(known.pendingKey, known.key)) store.deviceLists.release(account);
      // Among them may be one that only the other key stood for, also in what is sealed already.
      store.sessions.removeDevices(account);
      store.outbox.clearFrames(account);
      if (!same(key, known.key)) {
        // Not even archived: a state of the old key would still open what its holder sends.
        store.sessions.removeAll(account, 'identity changed', now);
      }
      return store.held.keepOnly(account, key);
    });
    for (let left = thrownAway; left > 0; left -= 1) {
      events.emit('rejected', { reason: 'identity' });
    }
    return Promise.resolve();
  });
}

/** Makes our own key that of our own account: no other device of ours can have another one. */
export function trustSelf({ store, clock, account }: ClientBase): void {
  const key = store.profile.identity('aci').publicKey.serialize();
  const known = store.identities.get(account);
  if (known && same(known.key, key) && !known.pendingKey) return;
  const now = clock.now();
  store.transaction(() => {
    if (!store.identities.trustFirst(account, key, now)) {
      store.sessions.removeAll(account, 'not our identity', now);
    }
    store.identities.decide(account, key, now);
  });
}

function knownOf({ store }: ClientBase, account: AccountId): KnownIdentity {
  const known = store.identities.get(account);
  if (!known) throw unknown();
  return known;
}

function numberOf(context: ClientBase, account: AccountId, key: Uint8Array): SafetyNumber {
  const self = context.store.profile.identity('aci').publicKey;
  const identityKey = signal.PublicKey.deserialize(own(key));
  return new SafetyNumber(
    { account: context.account, identityKey: self },
    { account, identityKey },
  );
}

export const identityChanged = () =>
  new ClientError(
    'identity.changed',
    'The identity key of this contact changed, or the key that signs its device list. What you ' +
      'write waits: compare the safety number, then accept the identity that you compared.',
  );

const unknown = () =>
  new ClientError('identity.unknown', 'No identity key of this account is known yet.');

const mismatch = () =>
  new ClientError(
    'identity.mismatch',
    'What you compared is not the safety number of any key this contact is known by; ' +
      'look at the safety number and compare it again.',
  );
