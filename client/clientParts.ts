// How the parts of one client hang together: the one place that knows them all.

import { formatDeviceAddress } from '#protocol';
import type { AccountId, DeviceId } from '#protocol';
import { Blobs, bytesOf } from './blobs/blobs.ts';
import type { ChallengeAnswers } from './challenges/answers.ts';
import { Challenges } from './challenges/challenges.ts';
import { Calls } from './calls/calls.ts';
import type { Chores } from './chores.ts';
import type { ClientContext } from './clientContext.ts';
import type { ClientClock } from './clock.ts';
import { Contacts } from './contacts/contacts.ts';
import { ProfileKeys } from './contacts/profileKeys.ts';
import { Conversations } from './conversation/conversations.ts';
import { Hearing } from './conversation/hearing.ts';
import { FreshProof } from './freshProof.ts';
import { Friends } from './friends.ts';
import { Devices } from './devices/devices.ts';
import { GroupParts } from './groups/groupParts.ts';
import { Groups } from './groups/groups.ts';
import type { Events } from './events.ts';
import { History } from './history/history.ts';
import { KeyedLock } from './keyedLock.ts';
import { KeyUpkeep } from './keys/keyUpkeep.ts';
import { besideFetching, Fetching, FetchState } from './messages/fetching.ts';
import { Receipts } from './messages/receipts.ts';
import { Receiver } from './messages/receiver.ts';
import { Sender } from './messages/sender.ts';
import { Presence } from './presence.ts';
import { Privacy } from './privacy.ts';
import { Profiles } from './profiles/profiles.ts';
import { AccountRecord } from './record/accountRecord.ts';
import { KeyHolders } from './record/keyHolders.ts';
import { SealedSender } from './sealed/sealed.ts';
import { Security } from './security.ts';
import { IdentityCheck } from './sessions/identityCheck.ts';
import { tidySessions } from './sessions/tidy.ts';
import * as trust from './sessions/trust.ts';
import type { Store } from './store/store.ts';
import { untilClosed } from './transport/untilClosed.ts';
import type { ByteAsk, HttpAsk, Network } from './transport/transport.ts';

/** What a client is made of. */
export interface ClientParts {
  readonly context: ClientContext;
  readonly identityCheck: IdentityCheck;
  readonly sender: Sender;
  readonly receipts: Receipts;
  readonly receiver: Receiver;
  readonly fetching: Fetching;
  readonly keys: KeyUpkeep;
  readonly conversations: Conversations;
  readonly presence: Presence;
  readonly devices: Devices;
  readonly privacy: Privacy;
  readonly security: Security;
  readonly friends: Friends;
  readonly groups: Groups;
  readonly calls: Calls;
}

/** What a client begins with; `clock` tells what its timers throw. */
export interface Beginning {
  readonly store: Store;
  readonly network: Network;
  readonly clock: ClientClock;
  readonly events: Events;
  readonly chores: Chores;
  readonly answers: ChallengeAnswers;
}

/** Which device of which account it is. */
export interface Self {
  readonly account: AccountId;
  readonly device: DeviceId;
}

/** How the parts reach the server. */
function waysOf({ store, network, clock, chores }: Beginning, { account, device }: Self) {
  const { server, password } = store.profile.read();
  const credentials = { username: formatDeviceAddress({ account, device }), password };
  const line = untilClosed(network, chores);
  const proof = new FreshProof(line, server, credentials, clock);
  const http = (ask: HttpAsk) => proof.ask(ask);
  const freshBytes = (ask: ByteAsk) => proof.askBytes(ask);
  const lasting = line.transport(server, credentials, clock);
  const fetchState = new FetchState();
  return {
    proof,
    fetchState,
    anonymous: () => line.transport(server, undefined, clock),
    shared: {
      http,
      freshBytes,
      transport: besideFetching(lasting, fetchState, http),
      nameless: (ask: HttpAsk) => line.http(server, { ...ask, isNameless: true }),
      blobs: new Blobs({ folder: store.blobsFolder, http, bytes: bytesOf(line, server), clock }),
    },
  };
}

/** Nothing is connected yet. */
export function composeParts(beginning: Beginning, self: Self): ClientParts {
  const { store, clock, events, chores, answers } = beginning;
  const { account } = self;
  const { proof, fetchState, anonymous, shared: ways } = waysOf(beginning, self);
  const hearing = new Hearing({ store, clock, events, account });
  const shared = { ...self, ...ways, store, clock, events, chores };
  const sealed = new SealedSender(shared, anonymous, (one) => groups.sender.leaveTo(one));
  const record = new AccountRecord(shared, () => sender.wake(account));
  const wake = (one: AccountId) => sender.wake(one);
  const challenges = new Challenges(shared, answers, () => sender.connected());
  const parts = { ...shared, sealed, record, challenges };
  const profileKeys: ProfileKeys = new ProfileKeys(parts, wake, () => {
    groups.ownKey.look();
    return profiles.look();
  });
  const owing = () => receipts.soon();
  const contacts = new Contacts(parts, profileKeys, wake, owing, () => calls.recheck());
  const told = { ...shared, conversations: hearing.keeper };
  const base = {
    ...parts,
    ...told,
    history: new History(told, () => sender.wake(account)),
    contacts,
    profileKeys,
    ratchets: new KeyedLock(),
  };
  const profiles = new Profiles(base, wake);
  const context: ClientContext = { ...base, profiles };
  trust.trustSelf(context);
  const identityCheck = new IdentityCheck(context);
  const sender = new Sender(context, identityCheck);
  const receipts = new Receipts(context, sender);
  const holders = new KeyHolders(context, () => {
    record.changeMasterKey();
    profileKeys.rotate();
  });
  const devices = new Devices(context, sender, holders);
  const keys = new KeyUpkeep(context);
  const groups: GroupParts = new GroupParts(context, sender, (one) => profiles.credential(one));
  const presence = new Presence(context);
  const calls: Calls = new Calls({ context, sender, groups, anonymous });
  const receiver = new Receiver(context, sender, receipts, keys, devices, groups, calls);
  const conversations = new Conversations(context, hearing, sender, receipts, groups);
  return {
    context,
    identityCheck,
    sender,
    receipts,
    devices,
    keys,
    receiver,
    fetching: new Fetching(context, receiver, fetchState),
    conversations,
    presence,
    ...ofTheAccount(context, presence, proof, () => devices.lookNumber()),
    groups: new Groups(context, groups),
    calls,
  };
}

/** What a person says and learns of the own account. */
function ofTheAccount(
  context: ClientContext,
  presence: Presence,
  proof: FreshProof,
  lookNumber: () => Promise<void>,
) {
  return {
    privacy: new Privacy(context, presence),
    security: new Security(context, proof, (tell) =>
      context.chores.run(() => lookNumber().finally(tell)),
    ),
    friends: new Friends(context.transport),
  };
}

/** There is a connection: each part looks after its own; where one fails, the others go on. */
export function partsConnected(parts: ClientParts): void {
  const { context, receiver, presence } = parts;
  const { store, clock, chores, record } = context;
  receiver.connected();
  // Who was blocked elsewhere meanwhile is not shown here first.
  receiver.waitFor(record.connected());
  receiver.openHeld();
  presence.connected();
  chores.run(() => parts.identityCheck.connected());
  chores.run(() => parts.conversations.connected());
  chores.run(() => parts.receipts.flush());
  chores.run(() => parts.sender.connected());
  chores.run(() => parts.groups.connected());
  chores.run(() => parts.devices.connected());
  chores.run(() => tidySessions(store, clock.now()));
  chores.run(() => parts.keys.look());
  // Without a certificate it is not known yet what may be sealed.
  chores.run(() => context.sealed.connected().then(() => parts.receipts.flush()));
  chores.run(() => context.profiles.connected());
  chores.run(() => context.history.connected());
  chores.run(() => context.contacts.connected());
}

/** Ends what the parts do, the connection and, when nothing uses it any more, the store. */
export async function stopParts(parts: ClientParts): Promise<void> {
  const { context, receiver, keys, devices } = parts;
  const { store, transport, chores, ratchets, sealed, record, profiles, history } = context;
  chores.stop();
  parts.sender.stop();
  parts.identityCheck.stop();
  parts.groups.stop();
  parts.receipts.stop();
  parts.calls.stop();
  parts.conversations.stop();
  transport.close();
  const ending = [receiver, keys, devices, profiles, sealed, record, history];
  await Promise.all(ending.map((part) => part.stop()));
  await ratchets.idle();
  store.close();
}
