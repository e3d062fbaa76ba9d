// Another phone number for the account. The first device makes a new identity for the PNI, and
// keys under it for all devices, which each hears sealed from it alone; the server takes all of it
// in one step. What is made is on disk before the server is asked, and the same is asked until the
// answer is known: until then nothing that is delivered is opened.

import * as signal from '@signalapp/libsignal-client';
import { randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import { encodeContent, limits, parseAccountId, primaryDevice } from '#protocol';
import type { ListedDevice, MismatchedDevices, SyncContent } from '#protocol';
import { own, toBase64, wipe } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import {
  makeKyberPreKeys,
  makeSignedPreKey,
  showSigned,
  showStoredKyber,
} from '../keys/preKeys.ts';
import { fitDevices, Sealing } from '../messages/sealing.ts';
import type { NextNumber, PhoneIdentity } from '../store/numberTable.ts';
import { failureOf, refusalOf } from '../transport/http.ts';
import type { HttpAnswer } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';
import { holdsKeys } from './holdsKeys.ts';
import type { OwnList } from './ownList.ts';
import { otherThan } from './replacing.ts';
import { shownList, signList } from './signedList.ts';
import { UntilKnown } from './untilKnown.ts';

/** Device lists that change faster than this many tries are left to the person. */
const mendsMax = 3;

/** Behind what any device counts to, below the largest id there is. */
const idsOfOthers = [0x4000_0000, 0x7fff_fe00] as const;

const changedShape = z.object({ pni: z.string(), number: z.string().nullish() });

/** What a change of number shows. */
export interface ProvenNumber {
  /** E.164 */
  readonly number: string;
  /** A session that has proved it. */
  readonly sessionId: string;
  /** Of the PIN, for this number. Shape: 64 characters of hex. */
  readonly reglock?: string;
  /** Of the account that has the number until now. */
  readonly totp?: string;
}

const ids = z.array(z.number().int()).max(limits.devicesPerSendMax);
const differingShape = z.union([
  z.object({ staleDevices: ids }),
  z.object({ missingDevices: ids, extraDevices: ids }),
]);

/** The server knows other devices of the account than this one does. */
class OtherDevices extends ClientError {
  readonly mismatch: MismatchedDevices;

  constructor({ message }: ClientError, found: z.infer<typeof differingShape>) {
    super('message.mismatched_devices', message);
    this.mismatch =
      'staleDevices' in found
        ? { missing: [], extra: [], stale: found.staleDevices }
        : { missing: found.missingDevices, extra: found.extraDevices, stale: [] };
  }
}

type DeviceKeys = PhoneIdentity & { readonly id: number };

export class NumberChange {
  readonly #context: ClientContext;
  readonly #own: OwnList;
  readonly #sealing: Sealing;
  readonly #untilKnown: UntilKnown;
  #pending: boolean;

  constructor(context: ClientContext, own: OwnList) {
    this.#context = context;
    this.#own = own;
    this.#sealing = new Sealing(context);
    this.#pending = context.store.numbers.isPending;
    this.#untilKnown = new UntilKnown(context, own, this);
  }

  get isPending(): boolean {
    return this.#pending;
  }

  /**
   * Changes it. Throws NoAnswer where the outcome is not known: it is asked for until it is, also
   * after the next opening. Refuses: what the server says.
   */
  async begin(proven: ProvenNumber): Promise<void> {
    for (let mends = 0; ; mends += 1) {
      await this.#own.look();
      try {
        await this.#own.exclusively(() => this.#try(proven));
        return;
      } catch (error) {
        if (!(error instanceof OtherDevices) || mends === mendsMax) throw error;
        await fitDevices(this.#context, this.#context.account, error.mismatch);
      }
    }
  }

  /** What has to be waited for before an envelope is opened; nothing, as a rule. */
  get settling(): Promise<void> | undefined {
    return this.#untilKnown.settling;
  }

  /** A connection. Resolves when it is known which number the account has. */
  async connected(): Promise<void> {
    if (this.#pending) await this.#untilKnown.finish();
  }

  stop(): void {
    this.#untilKnown.stop();
  }

  async #try(proven: ProvenNumber): Promise<void> {
    // What was asked for before is known first: the server may have taken it.
    if (this.#pending) await this.attempt();
    await this.#prepare(proven);
    this.#pending = true;
    await this.#untilKnown.begin();
  }

  /** Asks once. Throws NoAnswer where nothing is known by that. */
  async attempt(): Promise<void> {
    const { store } = this.#context;
    const next = store.numbers.next();
    if (!next) {
      this.#pending = false;
      return;
    }
    try {
      const answer = await this.#ask(next);
      this.#adopt(next, answer.body);
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      // An earlier try may have been carried out, and this one refused for what has ended since.
      const taken = await this.#takenBefore(next);
      if (taken) return this.#adopt(next, taken);
      store.numbers.discard();
      this.#pending = false;
      throw error;
    } finally {
      wipe(next.signed, next.lastResort);
    }
  }

  async #ask({ body }: NextNumber): Promise<HttpAnswer> {
    const answer = await this.#context.http({
      verb: 'PUT',
      path: '/v2/accounts/number',
      body: JSON.parse(body) as Record<string, unknown>,
    });
    if (answer.status < 300) return answer;
    const what = 'The number was not changed';
    const differing = differingShape.safeParse(answer.body);
    if (differing.success) throw new OtherDevices(refusalOf(answer, what), differing.data);
    throw failureOf(answer, what);
  }

  /** What the account is, where the server holds the keys of that change. Throws NoAnswer. */
  async #takenBefore(next: NextNumber): Promise<unknown> {
    if (!(await holdsKeys(this.#context, 'pni', next))) return undefined;
    const who = await this.#context.http({ verb: 'GET', path: '/v1/accounts/whoami' });
    if (who.status === 200) return who.body;
    throw new NoAnswer('It is not told whether the number was changed.', {
      cause: refusalOf(who, 'The account is not told'),
    });
  }

  async #prepare({ number, sessionId, reglock, totp }: ProvenNumber): Promise<void> {
    const { store, clock, account } = this.#context;
    const now = clock.now();
    const pair = signal.IdentityKeyPair.generate();
    const listed = this.#own.devices();
    const keys = listed.map((one) => this.#keysOf(one, number, pair, now));
    const self = keys.find(({ id }) => id === this.#context.device);
    if (!self) throw new Error('The list does not name the device that signs it.');
    const timestamp = store.profile.nextTimestamp(now);
    const deviceMessages = await this.#sealed(keys, timestamp);
    const named = listed.map((one, at) => ({
      ...one,
      pniRegistrationId: (keys[at] as DeviceKeys).registrationId as typeof one.pniRegistrationId,
    }));
    store.transaction(() => {
      const key = store.deviceLists.key();
      const version = store.deviceLists.takeVersion(this.#own.version);
      const identity = store.profile.identity('aci');
      const list = signList({ account, version, devices: named }, key, identity);
      const body = {
        ...{ sessionId, number, timestamp, deviceMessages },
        ...(reglock === undefined ? {} : { reglock }),
        ...(totp === undefined ? {} : { totp }),
        pniIdentityKey: toBase64(pair.publicKey.serialize()),
        devicePniSignedPrekeys: byDevice(keys, ({ signed }) => showSigned(own(signed))),
        devicePniPqLastResortPrekeys: byDevice(keys, ({ lastResort }) =>
          showStoredKyber(own(lastResort)),
        ),
        pniRegistrationIds: byDevice(keys, ({ registrationId }) => registrationId),
        deviceList: shownList(list),
      };
      store.numbers.prepare({ ...self, list, version, body: JSON.stringify(body) });
    });
    for (const { signed, lastResort } of keys) wipe(signed, lastResort);
  }

  #keysOf(
    { id, pniRegistrationId }: ListedDevice,
    number: string,
    pair: signal.IdentityKeyPair,
    now: number,
  ): DeviceKeys {
    // Another device counts its own: where it never comes to, no key of it has the id, of the
    // former PNI neither, which it keeps as long as something may wait that was sealed for it.
    const isSelf = id === this.#context.device;
    const firstId = isSelf ? this.#context.store.profile.takeKeyIds(2) : randomInt(...idsOfOthers);
    const [lastResort] = makeKyberPreKeys(pair, firstId + 1, 1, now).rows;
    if (!lastResort) throw new Error('No key was made.');
    const { record: signed } = makeSignedPreKey(pair, firstId, now);
    const registrationId = otherThan(pniRegistrationId);
    return { id, number, pair, registrationId, signed, lastResort: lastResort.record };
  }

  /** What tells each other device its keys, in the form of a send. */
  async #sealed(keys: readonly DeviceKeys[], timestamp: number): Promise<object[]> {
    const { account, device } = this.#context;
    const others = keys.filter(({ id }) => id !== device);
    if (others.length === 0) return [];
    const each = new Map(others.map((one) => [one.id, encodeContent(newsOf(one))]));
    const content = own([...each.values()].reduce((a, b) => (a.length < b.length ? b : a)));
    const guid = own(randomBytes(16));
    const kind = 'passing' as const;
    const frame = await this.#sealing.frame({ kind, guid, account, content, timestamp, each });
    wipe(content, ...each.values());
    return frame.contents.map((one) => ({
      type: one.type,
      destinationDeviceId: one.deviceId,
      destinationRegistrationId: one.registrationId,
      content: toBase64(one.content),
    }));
  }

  /** The server has taken it: from now on this is who we are. */
  #adopt(next: NextNumber, said: unknown): void {
    const { store, clock, account } = this.#context;
    const read = changedShape.safeParse(said);
    const pni = read.success ? parseAccountId(read.data.pni) : undefined;
    if (!pni) {
      throw new NoAnswer('It cannot be read which identity belongs to the number.');
    }
    const identityKey = store.profile.identity('aci').publicKey.serialize();
    takePhoneIdentity(this.#context, pni, next, clock.now(), () => {
      store.deviceLists.pin(account, identityKey, next.version, next.list);
      store.numbers.discard();
    });
    this.#pending = false;
  }
}

function byDevice<T>(keys: readonly DeviceKeys[], value: (one: DeviceKeys) => T) {
  return Object.fromEntries(keys.map((one) => [String(one.id), value(one)]));
}

function newsOf({ number, pair, registrationId, signed, lastResort }: DeviceKeys): SyncContent {
  return {
    type: 'syncNumber',
    number,
    identityKeyPair: pair.serialize(),
    registrationId: registrationId as Extract<
      SyncContent,
      { type: 'syncNumber' }
    >['registrationId'],
    signedPreKey: signed,
    lastResortPreKey: lastResort,
  };
}

/** Takes the identity of a new number, with what is written besides, or nothing. */
function takePhoneIdentity(
  { store }: Pick<ClientContext, 'store'>,
  pni: string,
  identity: PhoneIdentity,
  nowMs: number,
  also: () => void,
): void {
  try {
    store.transaction(() => {
      store.numbers.take(pni, identity, nowMs);
      store.profile.identitiesChanged();
      also();
    });
  } catch (error) {
    store.profile.identitiesChanged();
    throw error;
  }
}

/**
 * Keeps what the first device has told of another number, inside the caller's transaction; returns
 * what tells of it, or nothing where that was no such thing.
 */
export function keepNumber(
  context: Pick<ClientContext, 'store' | 'clock'>,
  content: Extract<SyncContent, { type: 'syncNumber' }>,
  from: number,
  updatedPni: string | undefined,
): (() => void) | undefined {
  const pni = parseAccountId(updatedPni ?? '');
  if (!pni || from !== primaryDevice) return undefined;
  const { number, registrationId, signedPreKey: signed, lastResortPreKey: lastResort } = content;
  try {
    const pair = signal.IdentityKeyPair.deserialize(own(content.identityKeyPair));
    const identity = { number, pair, registrationId, signed, lastResort };
    takePhoneIdentity(context, pni, identity, context.clock.now(), () => {});
  } catch (error) {
    if (!(error instanceof signal.LibSignalErrorBase)) throw error;
    return undefined;
  } finally {
    wipe(content.identityKeyPair, signed, lastResort);
  }
  return () => {};
}
