// The cluster as the gateway's unit tests see it: a Router over accounts that live in this process,
// with the semantics of the commands and none of the actors, shards and queues.

import type {
  Account,
  AccountAnswers,
  AccountCommand,
  AuthenticatedDevice,
  EcPreKey,
  IdentityKind,
  PutKeys,
  Register,
  SendCommand,
  SignedPreKey,
  TakeBundles,
} from '#actors';
import { checkSignedKey, repeatedUseKeyDigest, tokenMatches } from '#crypto';
import type { AccountId, MemberId, PhoneIdentityId, Result } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Router } from '#routing';

interface Held {
  account: Account;
  readonly ec: Record<IdentityKind, readonly EcPreKey[]>;
  readonly kem: Record<IdentityKind, readonly SignedPreKey[]>;
}

/** Accounts in memory, and what they were sent. */
export class AccountsTwin implements Router {
  readonly member = 'twin-member' as MemberId;
  readonly sent: { to: AccountId; command: SendCommand }[] = [];
  readonly notices: { to: AccountId; kind: string; account: string }[] = [];
  /** Answers the next asks of this type with a refusal, or throws. */
  fault: ((command: AccountCommand) => Result<never> | undefined) | undefined;
  readonly #held = new Map<AccountId, Held>();

  async ask<C extends AccountCommand>(
    to: AccountId,
    command: C,
  ): Promise<Result<AccountAnswers[C['type']]>> {
    const fault = this.fault?.(command);
    if (fault) return fault;
    return this.#handle(to, command) as Result<AccountAnswers[C['type']]>;
  }

  deliver(): void {}
  onShardsMoved(): void {}
  onDelivery(): void {}
  async relayAddress(): Promise<undefined> {
    return undefined;
  }

  async findByNumber(number: string) {
    const found = [...this.#held.values()].find((one) => one.account.number === number);
    return found && { id: found.account.id, pni: found.account.pni };
  }

  async findByPhoneIdentity(pni: PhoneIdentityId) {
    return [...this.#held.values()].find((one) => one.account.pni === pni)?.account.id;
  }

  get size(): number {
    return this.#held.size;
  }

  #handle(to: AccountId, command: AccountCommand): Result<unknown> {
    if (command.type === 'register') return this.#register(to, command);
    const held = this.#held.get(to);
    if (!held) {
      return refuse(command.type === 'authenticate' ? 'auth.invalid' : 'account.not_found');
    }
    const device = held.account.devices[0];
    if (!device) return refuse('device.not_found');
    const self: AuthenticatedDevice = {
      account: to,
      device: device.id,
      pni: held.account.pni,
      ...(held.account.number ? { number: held.account.number } : {}),
      credential: device.credential.salt,
    };
    switch (command.type) {
      case 'authenticate': {
        const fits =
          command.device === device.id && tokenMatches(command.password, device.credential);
        return fits ? ok(self) : refuse('auth.invalid');
      }
      case 'authorize': {
        const fits = command.device === device.id && command.credential === device.credential.salt;
        return fits ? ok(self) : refuse('auth.invalid');
      }
      case 'describe': {
        const { id, pni, number, discoverableByNumber, identityKeys, devices } = held.account;
        const views = devices.map((one) => ({
          id: one.id,
          ...(one.name ? { name: one.name } : {}),
          registrationId: one.identities.aci.registrationId,
          createdAtMs: one.createdAtMs,
        }));
        return ok({ id, pni, number, discoverableByNumber, identityKeys, devices: views });
      }
      case 'deleteAccount':
        this.#held.delete(to);
        return ok(null);
      case 'putKeys':
        return this.#putKeys(held, command);
      case 'countKeys': {
        const { identity } = command;
        return ok({ count: held.ec[identity].length, kemCount: held.kem[identity].length });
      }
      case 'checkKeys': {
        const { signedPreKey, lastResortPreKey } = device.identities[command.identity];
        const identityKey = held.account.identityKeys[command.identity];
        const digest = repeatedUseKeyDigest(identityKey, signedPreKey, lastResortPreKey);
        return Buffer.compare(digest, command.digest) === 0 ? ok(null) : refuse('key.differs');
      }
      case 'takeBundles':
        return this.#take(held, command);
      case 'send':
        return this.#send(to, held, command);
      case 'notify':
        this.notices.push({ to, ...command.notice });
        return ok(null);
      default:
        return ok(null);
    }
  }

  #register(id: AccountId, command: Register): Result<unknown> {
    for (const { account } of this.#held.values()) {
      const taken = command.number !== undefined && account.number === command.number;
      if (taken && account.id !== id) return refuse('registration.conflict');
    }
    const { pni, number, identityKeys, device, discoverableByNumber } = command;
    const createdAtMs = device.createdAtMs;
    const account = { id, pni, identityKeys, devices: [device], discoverableByNumber, createdAtMs };
    this.#held.set(id, {
      account: number ? { ...account, number } : account,
      ec: { aci: [], pni: [] },
      kem: { aci: [], pni: [] },
    });
    return ok({ id, pni });
  }

  #putKeys(held: Held, command: PutKeys): Result<null> {
    const identityKey = held.account.identityKeys[command.identity];
    for (const key of command.kemPreKeys ?? []) {
      const verdict = checkSignedKey('kem', identityKey, key.publicKey, key.signature);
      if (verdict !== 'valid') return refuse(`key.${verdict}`);
    }
    if (command.preKeys) held.ec[command.identity] = [...command.preKeys];
    if (command.kemPreKeys) held.kem[command.identity] = [...command.kemPreKeys];
    return ok(null);
  }

  #take(held: Held, { identity, device }: TakeBundles): Result<unknown> {
    const own = held.account.devices[0];
    if (!own || (device !== 'all' && device !== own.id)) return refuse('device.not_found');
    const keys = own.identities[identity];
    const [preKey, ...ec] = held.ec[identity];
    const [kem, ...kems] = held.kem[identity];
    held.ec[identity] = ec;
    held.kem[identity] = kems;
    const bundle = {
      device: own.id,
      registrationId: keys.registrationId,
      signedPreKey: keys.signedPreKey,
      ...(preKey ? { preKey } : {}),
      kemPreKey: kem ?? keys.lastResortPreKey,
    };
    return ok({ identityKey: held.account.identityKeys[identity], devices: [bundle] });
  }

  #send(to: AccountId, held: Held, command: SendCommand): Result<unknown> {
    const own = held.account.devices[0];
    const given = command.contents.map((one) => one.deviceId);
    const isSelf = command.source?.account === to;
    const missing = own && !isSelf && !given.includes(own.id) ? [own.id] : [];
    const extra = given.filter((one) => one !== own?.id);
    const registered = own?.identities[command.identity].registrationId;
    const stale = command.contents
      .filter((one) => one.deviceId === own?.id && one.registrationId !== registered)
      .map((one) => one.deviceId);
    const mismatchedDevices = { missing, extra, stale };
    if (stale.length > 0) return refuse('message.stale_devices', { mismatchedDevices });
    if (missing.length + extra.length > 0) {
      return refuse('message.mismatched_devices', { mismatchedDevices });
    }
    this.sent.push({ to, command });
    return ok({ serverTimestamp: command.serverTimestamp });
  }
}
