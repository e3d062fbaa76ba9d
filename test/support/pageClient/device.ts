// A device that speaks to Aldis with nothing but docs/protocol.md, socket.io-client and libsignal:
// registration, keys, sessions, and the content of messages.

import { randomBytes } from 'node:crypto';
import {
  CiphertextMessageType,
  DecryptionErrorMessage,
  KEMPublicKey,
  PlaintextContent,
  PreKeyBundle,
  PreKeySignalMessage,
  ProtocolAddress,
  PublicKey,
  processPreKeyBundle,
  SignalMessage,
  signalDecrypt,
  signalDecryptPreKey,
  signalEncrypt,
} from '@signalapp/libsignal-client';
import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import { Connection, type JsonAnswer } from './connection.ts';
import { base64, Identity, type KeyJson, type SignedKeyJson } from './identity.ts';
import { type Content, decode, type Envelope, encode, type Send } from './schema.ts';

const paddingStep = 160;
const wireType = { ratchet: 1, preKey: 3, plaintext: 8 } as const;

interface Bundle {
  readonly identityKey: string;
  readonly devices: readonly {
    readonly deviceId: number;
    readonly registrationId: number;
    readonly signedPreKey: SignedKeyJson;
    readonly preKey?: KeyJson;
    readonly pqPreKey: SignedKeyJson;
  }[];
}

/** `Content`, a byte 0x80, and zeros up to the next multiple of 160. */
function pad(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = Math.ceil((content.length + 1) / paddingStep) * paddingStep;
  const padded = new Uint8Array(length);
  padded.set(content);
  padded[content.length] = 0x80;
  return padded;
}

/** The content before the padding. */
export function unpad(padded: Uint8Array): Uint8Array {
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (padded.length % paddingStep !== 0 || padded[end] !== 0x80) throw new Error('bad padding');
  return padded.subarray(0, end);
}

/** A JSON request over HTTP. */
export async function callHttp(
  url: string,
  verb: string,
  path: string,
  options: { readonly authorization?: string; readonly json?: unknown } = {},
): Promise<JsonAnswer> {
  const headers = new Headers();
  if (options.authorization) headers.set('authorization', options.authorization);
  if (options.json !== undefined) headers.set('content-type', 'application/json');
  const body = options.json === undefined ? null : JSON.stringify(options.json);
  const answer = await fetch(new URL(path, url), { method: verb, headers, body });
  const text = await answer.text();
  return {
    status: answer.status,
    code: answer.headers.get('x-aldis-code') ?? undefined,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** What lets a device register: an invitation, or a number with its verified session. */
export type Entrance =
  | { readonly invitation: string }
  | { readonly number: string; readonly sessionId: string };

/** Device 1 of an account of its own. */
export class PageDevice {
  readonly url: string;
  readonly identity = new Identity();
  readonly password = base64(randomBytes(24));
  aci = '';
  pni = '';
  readonly #pniIdentity = new Identity();
  readonly #devices = new Map<string, Map<number, number>>();
  #clock = Date.now();

  constructor(url: string) {
    this.url = url;
  }

  /** Registers; throws what the server said when it refused. */
  static async register(url: string, entrance: Entrance): Promise<PageDevice> {
    const device = new PageDevice(url);
    const { identity, password } = device;
    const pni = device.#pniIdentity;
    const user = 'number' in entrance ? entrance.number : 'invitation';
    const answer = await callHttp(url, 'POST', '/v1/registration', {
      authorization: basic(user, password),
      json: {
        ...('number' in entrance ? { sessionId: entrance.sessionId } : entrance),
        accountAttributes: {
          fetchesMessages: true,
          registrationId: identity.registrationId,
          pniRegistrationId: pni.registrationId,
        },
        aciIdentityKey: identity.publicKey,
        pniIdentityKey: pni.publicKey,
        aciSignedPreKey: await identity.signedPreKey(1),
        pniSignedPreKey: await pni.signedPreKey(1),
        aciPqLastResortPreKey: await identity.kyberPreKey(1, 'last-resort'),
        pniPqLastResortPreKey: await pni.kyberPreKey(1, 'last-resort'),
      },
    });
    if (answer.status !== 200) throw new Error(`registration: ${JSON.stringify(answer)}`);
    const account = answer.body as { uuid: string; pni: string };
    device.aci = account.uuid;
    device.pni = account.pni;
    return device;
  }

  get user(): string {
    return `${this.aci}.1`;
  }

  /** Calls a route as this device. */
  http(verb: string, path: string, json?: unknown): Promise<JsonAnswer> {
    return callHttp(this.url, verb, path, {
      authorization: basic(this.user, this.password),
      json,
    });
  }

  /** Connects; resolves after `server:hello`. */
  async connect(options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Connection> {
    const auth = { protocol: 1, username: this.user, password: this.password };
    const connection = new Connection(this.url, { auth, ...options });
    await connection.hello();
    return connection;
  }

  /** Fetches the account's keys and opens a session with each of its devices. */
  async openSessions(aci: string): Promise<Bundle> {
    const answer = await this.http('GET', `/v2/keys/${aci}/*`);
    if (answer.status !== 200) throw new Error(`keys: ${JSON.stringify(answer)}`);
    const bundle = answer.body as Bundle;
    for (const device of bundle.devices) {
      const keys = PreKeyBundle.new(
        device.registrationId,
        device.deviceId,
        device.preKey?.keyId ?? null,
        device.preKey ? PublicKey.deserialize(bytes(device.preKey.publicKey)) : null,
        device.signedPreKey.keyId,
        PublicKey.deserialize(bytes(device.signedPreKey.publicKey)),
        bytes(device.signedPreKey.signature),
        PublicKey.deserialize(bytes(bundle.identityKey)),
        device.pqPreKey.keyId,
        KEMPublicKey.deserialize(bytes(device.pqPreKey.publicKey)),
        bytes(device.pqPreKey.signature),
      );
      const { sessions, known } = this.identity;
      const to = ProtocolAddress.new(aci, device.deviceId);
      await processPreKeyBundle(keys, to, this.#address, sessions, known);
    }
    const registrations = bundle.devices.map((d) => [d.deviceId, d.registrationId] as const);
    this.#devices.set(aci, new Map(registrations));
    return bundle;
  }

  /** Encrypts a message for every device of an account, ready to be emitted as often as needed. */
  async seal(aci: string, make: (timestamp: number) => Content): Promise<Send> {
    const timestamp = this.nextTimestamp();
    return this.sealAt(aci, timestamp, make(timestamp));
  }

  async sealAt(aci: string, timestamp: number, content: Content): Promise<Send> {
    if (!this.#devices.has(aci)) await this.openSessions(aci);
    const plaintext = pad(encode('Content', content));
    const contents = [];
    for (const [deviceId, registrationId] of this.#devices.get(aci) ?? []) {
      const { sessions, known } = this.identity;
      const to = ProtocolAddress.new(aci, deviceId);
      const sealed = await signalEncrypt(plaintext, to, this.#address, sessions, known);
      const first = sealed.type() === CiphertextMessageType.PreKey;
      const type = first ? wireType.preKey : wireType.ratchet;
      contents.push({ deviceId, registrationId, type, content: sealed.serialize() });
    }
    return { guid: randomBytes(16), destination: aci, contents, timestamp };
  }

  /** A text message. */
  sealText(aci: string, body: string): Promise<Send> {
    return this.seal(aci, (timestamp) => ({ dataMessage: { body, timestamp } }));
  }

  /** The report to a sender whose envelope this device could not decrypt. */
  async sealReport(envelope: Envelope): Promise<Send> {
    const sender = envelope.sourceServiceId;
    const { registrationId } = (await this.openSessions(sender)).devices[0] ?? fail('no device');
    const first = envelope.type === wireType.preKey;
    const report = DecryptionErrorMessage.forOriginal(
      new Uint8Array(envelope.content),
      first ? CiphertextMessageType.PreKey : CiphertextMessageType.Whisper,
      envelope.clientTimestamp,
      envelope.sourceDevice,
    );
    const content = PlaintextContent.from(report).serialize();
    const deviceId = envelope.sourceDevice;
    return {
      guid: randomBytes(16),
      destination: sender,
      contents: [{ deviceId, registrationId, type: wireType.plaintext, content }],
      timestamp: this.nextTimestamp(),
    };
  }

  /** The timestamp named by a report, after the session with its sender was dropped. */
  takeReport(envelope: Envelope): number {
    if (envelope.type !== wireType.plaintext) throw new Error(`envelope type ${envelope.type}`);
    const body = PlaintextContent.deserialize(new Uint8Array(envelope.content)).body();
    const report = DecryptionErrorMessage.extractFromSerializedBody(body);
    this.#dropSession(envelope.sourceServiceId, envelope.sourceDevice);
    return report.timestamp();
  }

  /** Drops the session with a stale device and trusts whatever identity comes next. */
  forget(aci: string, deviceId: number): void {
    this.#dropSession(aci, deviceId);
    this.identity.known.forget(ProtocolAddress.new(aci, deviceId));
  }

  #dropSession(aci: string, deviceId: number): void {
    this.identity.sessions.drop(ProtocolAddress.new(aci, deviceId));
    this.#devices.delete(aci);
  }

  /** Decrypts an envelope down to the padded plaintext. */
  async decrypt(envelope: Envelope): Promise<Uint8Array> {
    const from = ProtocolAddress.new(envelope.sourceServiceId, envelope.sourceDevice);
    const { sessions, known, preKeys, signedPreKeys, kyberPreKeys } = this.identity;
    const sealed = new Uint8Array(envelope.content);
    if (envelope.type === wireType.ratchet) {
      const message = SignalMessage.deserialize(sealed);
      return signalDecrypt(message, from, this.#address, sessions, known);
    }
    if (envelope.type !== wireType.preKey) throw new Error(`envelope type ${envelope.type}`);
    return signalDecryptPreKey(
      PreKeySignalMessage.deserialize(sealed),
      from,
      this.#address,
      sessions,
      known,
      preKeys,
      signedPreKeys,
      kyberPreKeys,
    );
  }

  async open(envelope: Envelope): Promise<Content> {
    return decode('Content', unpad(await this.decrypt(envelope)));
  }

  nextTimestamp(): number {
    this.#clock = Math.max(this.#clock + 1, Date.now());
    return this.#clock;
  }

  get #address(): ProtocolAddress {
    return ProtocolAddress.new(this.aci, 1);
  }
}

/** Basic credentials. */
function basic(user: string, password: string): string {
  return `Basic ${base64(new TextEncoder().encode(`${user}:${password}`))}`;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function fail(what: string): never {
  throw new Error(what);
}
