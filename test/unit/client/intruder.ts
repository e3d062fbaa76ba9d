// What a malicious server can do with keys of its own: it poses as a device of somebody's account,
// with real libsignal, and reads whatever is encrypted for it.

import { randomInt } from 'node:crypto';
import * as signal from '@signalapp/libsignal-client';
import type { HttpAnswer } from '#client';
import { decodeContent, encodeContent, encodeEnvelope } from '#protocol';
import type { SendFrame } from '#protocol';
import { pad, unpad } from '../../../client/bytes.ts';
import type { Device, MemoryServer } from './memoryServer.ts';

const text64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

export class Intruder {
  readonly #server: MemoryServer;
  readonly #address: signal.ProtocolAddress;
  readonly #keys: Keys;
  readonly #device: number;
  readonly account: string;
  /** Texts it has read. */
  readonly stolen: string[] = [];
  readonly #genuine: number;
  #guids = 0;

  /** Poses as this device of the account, by a key of its own or by the one it is given. */
  constructor(
    server: MemoryServer,
    account: string,
    device: number,
    pair = signal.IdentityKeyPair.generate(),
  ) {
    this.#keys = new Keys(pair);
    this.#server = server;
    this.account = account;
    this.#device = device;
    this.#genuine = server.device(account).identities.aci.registrationId;
    this.#address = signal.ProtocolAddress.new(account, device);
  }

  get identityKey(): Uint8Array {
    return this.#keys.pair.publicKey.serialize();
  }

  /** A bundle of its keys, as the server would hand it out for the device. */
  bundle(): HttpAnswer {
    const { signed, kyber } = this.#keys;
    const show = (id: number, publicKey: Uint8Array, signature: Uint8Array) => ({
      keyId: id,
      publicKey: text64(publicKey),
      signature: text64(signature),
    });
    const device = {
      deviceId: this.#device,
      registrationId: this.#keys.registrationId,
      signedPreKey: show(signed.id(), signed.publicKey().serialize(), signed.signature()),
      pqPreKey: show(kyber.id(), kyber.publicKey().serialize(), kyber.signature()),
    };
    const body = { identityKey: text64(this.identityKey), devices: [device] };
    return { status: 200, headers: {}, body };
  }

  /**
   * Lets the server hand out this bundle for the device. The first device is replaced by it; any
   * other stands beside that.
   */
  serve(): void {
    const first = this.#device === 1;
    if (first) this.#registrationId(this.#keys.registrationId);
    else this.#server.cuts.devices = (of) => (of === this.account ? [1, this.#device] : [1]);
    const paths = first ? ['1', '*'] : [`${this.#device}`];
    this.#server.cuts.request = (ask) => {
      const asked = paths.some((device) => ask.path === `/v2/keys/${this.account}/${device}`);
      return asked ? this.bundle() : undefined;
    };
  }

  /** The server is honest again. */
  withdraw(): void {
    delete this.#server.cuts.request;
    delete this.#server.cuts.devices;
    this.#registrationId(this.#genuine);
  }

  #registrationId(id: number): void {
    this.#server.device(this.account).identities.aci.registrationId = id;
  }

  /** Tries to read what a frame holds for its device. */
  async read(frame: SendFrame, sender: string): Promise<void> {
    if (frame.destination !== this.account) return;
    const mine = frame.contents.find((one) => one.deviceId === this.#device);
    if (!mine || mine.type === 8) return;
    const from = signal.ProtocolAddress.new(sender, 1);
    const bytes = new Uint8Array(mine.content);
    try {
      const padded =
        mine.type === 3
          ? await signal.signalDecryptPreKey(
              signal.PreKeySignalMessage.deserialize(bytes),
              from,
              this.#address,
              this.#keys.sessions,
              this.#keys.identities,
              this.#keys.preKeys,
              this.#keys.signedPreKeys,
              this.#keys.kyberPreKeys,
            )
          : await signal.signalDecrypt(
              signal.SignalMessage.deserialize(bytes),
              from,
              this.#address,
              this.#keys.sessions,
              this.#keys.identities,
            );
      const content = decodeContent(unpad(padded) ?? new Uint8Array(0));
      if (content.type === 'text') this.stolen.push(content.body);
    } catch {
      // Not for it.
    }
  }

  /** Writes to somebody as the device it poses as. */
  async write(to: Device, body: string, timestamp: number): Promise<void> {
    const other = signal.ProtocolAddress.new(to.account, to.id);
    const { identityKey, registrationId, signed, lastResort } = to.identities.aci;
    const bytes = (text = '') => new Uint8Array(Buffer.from(text, 'base64'));
    const bundle = signal.PreKeyBundle.new(
      registrationId,
      to.id,
      null,
      null,
      signed.keyId,
      signal.PublicKey.deserialize(bytes(signed.publicKey)),
      bytes(signed.signature),
      signal.PublicKey.deserialize(bytes(identityKey)),
      lastResort.keyId,
      signal.KEMPublicKey.deserialize(bytes(lastResort.publicKey)),
      bytes(lastResort.signature),
    );
    const { sessions, identities } = this.#keys;
    await signal.processPreKeyBundle(bundle, other, this.#address, sessions, identities);
    const content = pad(encodeContent({ type: 'text', body, timestamp }));
    const sealed = await signal.signalEncrypt(content, other, this.#address, sessions, identities);
    this.put(to, 3, sealed.serialize(), timestamp);
  }

  /** Claims, as the device it poses as, that a message could not be read. */
  report(to: Device, original: SendFrame): void {
    const [first] = original.contents;
    if (!first) throw new Error('The frame is empty.');
    const type = first.type === 3 ? 3 : 2;
    const bytes = new Uint8Array(first.content);
    const error = signal.DecryptionErrorMessage.forOriginal(bytes, type, original.timestamp, 1);
    this.put(to, 8, signal.PlaintextContent.from(error).serialize(), original.timestamp + 1);
  }

  put(to: Device, type: 1 | 3 | 8, content: Uint8Array, timestamp: number): void {
    this.#guids += 1;
    const serverGuid = Buffer.from(`${this.#device}${this.#guids}`.padStart(16, '0'));
    const envelope = encodeEnvelope({
      type,
      clientTimestamp: timestamp,
      serverTimestamp: timestamp,
      content,
      sourceServiceId: this.account,
      sourceDevice: this.#device,
      destinationServiceId: to.account,
      serverGuid,
      urgent: true,
    });
    this.#server.put(to, serverGuid.toString('hex'), envelope);
  }
}

/** Everything libsignal asks for, in memory; it trusts everybody. */
class Keys {
  readonly pair: signal.IdentityKeyPair;
  readonly registrationId = randomInt(1, 0x3fff);
  readonly signed: signal.SignedPreKeyRecord;
  readonly kyber: signal.KyberPreKeyRecord;
  readonly sessions = new Sessions();
  readonly identities: signal.IdentityKeyStore;
  readonly preKeys: signal.PreKeyStore;
  readonly signedPreKeys: signal.SignedPreKeyStore;
  readonly kyberPreKeys: signal.KyberPreKeyStore;

  constructor(pair: signal.IdentityKeyPair) {
    this.pair = pair;
    const { privateKey } = pair;
    const signed = signal.PrivateKey.generate();
    const kem = signal.KEMKeyPair.generate();
    const signedKey = signed.getPublicKey();
    const signature = privateKey.sign(signedKey.serialize());
    const kemSignature = privateKey.sign(kem.getPublicKey().serialize());
    this.signed = signal.SignedPreKeyRecord.new(1, 0, signedKey, signed, signature);
    this.kyber = signal.KyberPreKeyRecord.new(1, 0, kem, kemSignature);
    this.identities = {
      getIdentityKey: async () => privateKey,
      getIdentityKeyPair: async () => this.pair,
      getLocalRegistrationId: async () => this.registrationId,
      saveIdentity: async () => signal.IdentityChange.NewOrUnchanged,
      isTrustedIdentity: async () => true,
      getIdentity: async () => null,
    } as unknown as signal.IdentityKeyStore;
    const none = async () => undefined;
    this.preKeys = { removePreKey: none } as unknown as signal.PreKeyStore;
    this.signedPreKeys = {
      getSignedPreKey: async () => this.signed,
    } as unknown as signal.SignedPreKeyStore;
    this.kyberPreKeys = {
      getKyberPreKey: async () => this.kyber,
      markKyberPreKeyUsed: none,
    } as unknown as signal.KyberPreKeyStore;
  }
}

class Sessions extends signal.SessionStore {
  readonly #records = new Map<string, signal.SessionRecord>();

  override async saveSession(name: signal.ProtocolAddress, record: signal.SessionRecord) {
    this.#records.set(name.toString(), record);
  }

  override async getSession(name: signal.ProtocolAddress) {
    return this.#records.get(name.toString()) ?? null;
  }

  override async getExistingSessions(names: signal.ProtocolAddress[]) {
    return names.flatMap((name) => this.#records.get(name.toString()) ?? []);
  }
}
