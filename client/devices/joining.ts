// How a profile becomes a further device of an account: it shows a link, the account's primary
// device answers with the account, and the server lets the two meet. What came is on disk before
// the server hears of it, so that a link whose answer was lost is carried on by the next try.

import * as signal from '@signalapp/libsignal-client';
import { z } from 'zod';
import { formatDeviceAddress, parseAccountId } from '#protocol';
import type { ProvisionMessage } from '#protocol';
import { wipe } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { ClientClock } from '../clock.ts';
import { shownRepeated } from '../keys/keyUpkeep.ts';
import { identityKinds } from '../store/profileTable.ts';
import type { Store } from '../store/store.ts';
import { basicAuthorization, refusalOf } from '../transport/http.ts';
import type { HttpAnswer, HttpAsk, Network } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';
import { reach, unreachable } from '../transport/network.ts';
import { capabilities } from './capabilities.ts';
import { isLinkAddress, linkUrl } from './linkAddress.ts';
import { sealName } from './names.ts';
import { openProvision, pairOf } from './provisioning.ts';
import { openList } from './signedList.ts';

/** Links shown in one call; each waits 10 minutes. */
const linksShownMax = 6;

/** How a profile becomes a further device. */
export interface Joining {
  readonly server: string;
  /** How the account's other devices call this one. */
  readonly name?: string;
  /** False: nothing of what was said before is taken. */
  readonly history?: boolean;
  /** Told the link to show to the primary device; again when that one has expired. */
  readonly onLink: (url: string) => void;
}

interface Joiner {
  readonly store: Store;
  readonly network: Network;
  readonly clock: ClientClock;
}

const linkedShape = z.object({ uuid: z.string(), deviceId: z.number() });

/**
 * Links the profile in the store. Refuses: link.unreadable, link.expired, device.name,
 * device.capability_missing, server.unreachable, what the server says.
 */
export async function join(joiner: Joiner, joining: Joining): Promise<void> {
  const { store } = joiner;
  store.profile.begin(joining.server);
  if (joining.name !== undefined) sealName(joiner, joining.name);
  const earlier = store.linking.read();
  if (earlier && (await finish(joiner, joining, earlier))) return;
  if (earlier) forget(store);
  const message = await receive(joiner, joining);
  if (await finish(joiner, joining, message)) return;
  forget(store);
  throw new ClientError('link.token_invalid', 'The link has expired; show a new one.');
}

/** Shows links until the primary device has answered one. */
async function receive(joiner: Joiner, joining: Joining): Promise<ProvisionMessage> {
  for (let shown = 0; shown < linksShownMax; shown += 1) {
    const message = await receiveOnce(joiner, joining);
    if (message) return message;
  }
  throw new ClientError('link.expired', 'Nobody took the link in time; show a new one.');
}

/** `undefined` where the link expired or the connection broke. */
async function receiveOnce(
  { store, network }: Joiner,
  { server, onLink, history }: Joining,
): Promise<ProvisionMessage | undefined> {
  const key = signal.PrivateKey.generate();
  const profile = store.profile.read();
  const { registrationId, pniRegistrationId } = profile;
  let shown: string | undefined;
  const sealed = await awaitMessage(network, server, (address) => {
    if (!isLinkAddress(address)) throw new ClientError('server.refused', 'No address was given.');
    shown = address;
    const ids = { registrationId, pniRegistrationId, noHistory: history === false };
    const link = { address, key: key.getPublicKey(), ...ids };
    onLink(linkUrl(link as Parameters<typeof linkUrl>[0], server));
  });
  if (!sealed || shown === undefined) return undefined;
  const message = openProvision(sealed, key, shown, profile);
  store.transaction(() => {
    store.linking.keep(message);
    if (message.profileKey) {
      store.sealed.adopt(message.profileKey);
      // The first device has published it.
      store.sealed.published(message.profileKey);
    }
    if (message.masterKey) store.record.takeMasterKey(message.masterKey);
    store.profile.adopt({ aci: pairOf(message.aci), pni: pairOf(message.pniKeys) });
    // They were signed by an identity that is none any more.
    store.keys.removeAll();
  });
  return message;
}

async function awaitMessage(
  network: Network,
  server: string,
  onAddress: (address: string) => void,
): Promise<Uint8Array | undefined> {
  try {
    return await network.provision?.(server, onAddress);
  } catch (error) {
    throw error instanceof NoAnswer ? unreachable(server, error) : error;
  }
}

/** The account that came is not this profile's: nothing of it stays. */
function forget(store: Store): void {
  store.transaction(() => {
    store.linking.clear();
    const generate = () => signal.IdentityKeyPair.generate();
    store.profile.adopt({ aci: generate(), pni: generate() });
    store.keys.removeAll();
    store.record.clear();
  });
}

/** False where the token is not taken any more, and this device is none of the account's. */
async function finish(
  joiner: Joiner,
  joining: Joining,
  message: ProvisionMessage,
): Promise<boolean> {
  const { store, network, clock } = joiner;
  const ask = (request: HttpAsk) => reach(network, joining.server, request);
  const profile = store.profile.read();
  const [aci, pni] = identityKinds.map((kind) => shownRepeated({ store, clock }, kind));
  if (!aci || !pni) throw new Error('An identity is missing.');
  const answer = await ask({
    verb: 'PUT',
    path: '/v1/devices/link',
    authorization: basicAuthorization(message.account, profile.password),
    body: {
      token: message.token,
      accountAttributes: {
        fetchesMessages: true,
        registrationId: profile.registrationId,
        pniRegistrationId: profile.pniRegistrationId,
        capabilities: capabilities,
        ...(joining.name === undefined ? {} : { name: sealName({ store }, joining.name) }),
      },
      aciSignedPreKey: aci.signed,
      pniSignedPreKey: pni.signed,
      aciPqLastResortPreKey: aci.lastResort,
      pniPqLastResortPreKey: pni.lastResort,
    },
  });
  if (answer.status === 200) checkAnswer(answer, message);
  else if (!(await isLinked(ask, message, profile.password))) {
    const refusal = refusalOf(answer, 'The device was not linked');
    if (refusal.code !== 'link.token_invalid') throw refusal;
    return false;
  }
  store.transaction(() => {
    const now = clock.now();
    const { account, list } = message;
    const identityKey = message.aci.publicKey;
    const { version } = openList(list, account, identityKey);
    store.profile.registered(account, message.pni, message.number, message.device);
    store.deviceLists.pin(account, identityKey, version, list);
    for (const [kind, keys] of [
      ['aci', aci],
      ['pni', pni],
    ] as const) {
      store.keys.published(kind, 'signed', keys.signed.keyId, now);
      store.keys.published(kind, 'lastResort', keys.lastResort.keyId, now);
    }
    store.linking.clear();
  });
  wipe(message.aci.privateKey, message.pniKeys.privateKey);
  return true;
}

/** An earlier try may have got through, and only its answer was lost. */
async function isLinked(
  ask: (request: HttpAsk) => Promise<HttpAnswer>,
  { account, device }: ProvisionMessage,
  password: string,
): Promise<boolean> {
  const authorization = basicAuthorization(formatDeviceAddress({ account, device }), password);
  const { status } = await ask({ verb: 'GET', path: '/v1/accounts/whoami', authorization });
  return status === 200;
}

function checkAnswer({ body }: HttpAnswer, message: ProvisionMessage): void {
  const read = linkedShape.safeParse(body);
  if (
    read.success &&
    parseAccountId(read.data.uuid) === message.account &&
    read.data.deviceId === message.device
  ) {
    return;
  }
  throw new ClientError('server.refused', "The server's answer to the link cannot be read.");
}
