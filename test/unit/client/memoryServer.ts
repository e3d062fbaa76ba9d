// A server in memory behind the client's Network port: accounts, keys, queues and connections,
// with places where a test may cut in. It holds the rules of the wire that clients depend on and
// no more.

import { createHash, randomUUID } from 'node:crypto';
import type {
  Credentials,
  HttpAnswer,
  ByteAsk,
  HttpAsk,
  Network,
  Transport,
  TransportHandlers,
} from '#client';
import { NoAnswer } from '#client';
import { encodeEnvelope } from '#protocol';
import type { Refusal, SendAnswer, SendFrame } from '#protocol';
import type { SenderCertificates } from '#crypto';
import { admits, AnonymousTransport, letsIn, sealedAnswer } from './anonymousTwin.ts';
import { bundleOf, digestOf, madeDevice } from './madeDevice.ts';
import type { Identity, Key } from './madeDevice.ts';
import { MemoryBlobs } from './memoryBlobs.ts';
import { MemoryCalls } from './memoryCalls.ts';
import { MemoryDevices, answer } from './memoryDevices.ts';
import type { MemoryProfiles } from './memoryProfiles.ts';
import { MemoryRecords } from './memoryRecord.ts';
import { checkIdentities } from './memoryIdentities.ts';
import { askedByName } from './memoryWaiting.ts';
import { MemoryGroups } from './memoryGroups.ts';

export interface Device {
  readonly account: string;
  readonly id: number;
  name?: string;
  readonly pni: string;
  readonly password: string;
  readonly identities: Record<'aci' | 'pni', Identity>;
  /** By guid, in order. */
  readonly queue: Map<string, Uint8Array>;
  readonly accepted: Set<string>;
  connection: MemoryTransport | undefined;
  /** Of the account, with its first device. Base64. */
  accessKey: string | undefined;
}

export interface Cuts {
  /** Before a send is stored; a refusal is answered, a throw cuts the connection. */
  send?: (frame: SendFrame) => Refusal | undefined;
  /** After it is stored, before it is answered. */
  sent?: (frame: SendFrame) => void;
  /** Before an acknowledgement is worked off. */
  ack?: (guids: readonly Uint8Array[]) => void;
  /** Changes an envelope on its way into a queue. */
  envelope?: (
    envelope: Parameters<typeof encodeEnvelope>[0],
  ) => Parameters<typeof encodeEnvelope>[0];
  /** The devices it says an account has; what is for others than the first goes nowhere. */
  devices?: (account: string) => number[];
  /** Answers a request in the server's place. */
  request?: (ask: HttpAsk) => HttpAnswer | undefined;
}

export class MemoryServer implements Network {
  /** By account for its first device, by account and number for others. */
  readonly devices = new Map<string, Device>();
  readonly lists = new MemoryDevices(this);
  readonly records = new MemoryRecords();
  readonly groups = new MemoryGroups(this);
  readonly blobs = new MemoryBlobs();
  readonly calls = new MemoryCalls(this);
  readonly requests: string[] = [];
  cuts: Cuts = {};
  clockMs = 1_700_000_000_000;
  /** Of what waits, in one answer over HTTPS. */
  waitingPageMax = 100;
  /** Absent: it knows nothing of sealed sender. */
  certificates: SenderCertificates | undefined;
  /** Absent: it knows nothing of profiles. */
  profiles: MemoryProfiles | undefined;
  /** Anonymous connections that are open. */
  readonly anonymous = new Set<AnonymousTransport>();
  /** Who has sent what: nobody by name where it was sealed. */
  readonly log: { readonly from: string | undefined; readonly to: string }[] = [];

  async http(_server: string, ask: HttpAsk): Promise<HttpAnswer> {
    const cut = this.cuts.request?.(ask) ?? checkIdentities(this, ask) ?? this.blobs.http(ask);
    const answered = cut ?? (await this.groups.http(ask));
    return answered ?? this.lists.http(ask) ?? askedByName(this, ask) ?? this.#register(ask);
  }

  bytes(_server: string, ask: ByteAsk) {
    return this.blobs.bytes(ask);
  }

  transport(_server: string, credentials: Credentials | undefined): Transport {
    if (!credentials) return new AnonymousTransport(this);
    const [account = '', id = '1'] = credentials.username.split('.');
    return new MemoryTransport(this, account, Number(id), credentials.password);
  }

  provision(_server: string, onAddress: (address: string) => void) {
    return this.lists.wait(onAddress);
  }

  device(account: string, id = 1): Device {
    const device = this.find(account, id);
    if (!device) throw new Error('No such device.');
    return device;
  }

  find(account: string, id: number): Device | undefined {
    return this.devices.get(id === 1 ? account : `${account}.${id}`);
  }

  add(device: Device): void {
    this.devices.set(device.id === 1 ? device.account : `${device.account}.${device.id}`, device);
  }

  remove(device: Device): void {
    this.devices.delete(`${device.account}.${device.id}`);
    device.connection?.end('device.removed');
  }

  of(account: string): Device[] {
    return [...this.devices.values()].filter((one) => one.account === account);
  }

  #register(ask: HttpAsk): HttpAnswer {
    if (ask.path !== '/v1/registration') return answer(404);
    const body = ask.body as Record<string, string>;
    if (body.invitation !== 'welcome') return answer(403, { code: 'registration.invitation' });
    const device = madeDevice(
      ask,
      { account: randomUUID(), id: 1, pni: randomUUID() },
      {
        aci: body.aciIdentityKey,
        pni: body.pniIdentityKey,
      },
    );
    this.add(device);
    return answer(200, { uuid: device.account, pni: device.pni, storageCapable: false });
  }

  request(device: Device, ask: HttpAsk): HttpAnswer | Promise<HttpAnswer> {
    this.requests.push(`${ask.verb} ${ask.path}`);
    const cut = this.cuts.request?.(ask);
    if (cut) return cut;
    if (this.profiles?.isAsked(ask)) return this.profiles.read(ask);
    const url = new URL(ask.path, 'http://twin');
    const kind = url.searchParams.get('identity') === 'pni' ? 'pni' : 'aci';
    const identity = device.identities[kind];
    const body = (ask.body ?? {}) as Record<string, unknown>;
    if (url.pathname === '/v2/keys' && ask.verb === 'GET') {
      return answer(200, { count: identity.preKeys.length, pqCount: identity.pqPreKeys.length });
    }
    if (url.pathname === '/v2/keys') {
      if (body.preKeys) identity.preKeys = [...(body.preKeys as Key[])];
      if (body.pqPreKeys) identity.pqPreKeys = [...(body.pqPreKeys as Key[])];
      if (body.signedPreKey) identity.signed = body.signedPreKey as Key;
      if (body.pqLastResortPreKey) identity.lastResort = body.pqLastResortPreKey as Key;
      return answer(200);
    }
    if (url.pathname === '/v2/keys/check') {
      const asked = device.identities[String(body.identityType).toLowerCase() as 'aci' | 'pni'];
      return answer(digestOf(asked) === body.digest ? 200 : 409);
    }
    const sealed = sealedAnswer(this, device, url.pathname, body);
    if (sealed) return sealed;
    const bundle = /^\/v2\/keys\/([^/]+)\/([^/]+)$/.exec(url.pathname);
    if (bundle) return this.#bundles(bundle[1] ?? '', bundle[2] ?? '');
    const record = this.records.request(device.account, ask, url.pathname);
    return record ?? this.lists.request(device, ask, url.pathname) ?? answer(404);
  }

  async anonymousRequest(ask: HttpAsk): Promise<HttpAnswer> {
    this.requests.push(`anonymous ${ask.verb} ${ask.path}`);
    const cut = this.cuts.request?.(ask);
    if (cut) return cut;
    const [, named, selector = ''] = /^\/v2\/keys\/([^/]+)\/([^/]+)$/.exec(ask.path) ?? [];
    const profiles = this.profiles?.isAsked(ask) ? this.profiles : undefined;
    const account = profiles?.account(ask) ?? named;
    if (account === undefined) return answer(404);
    if (!(await letsIn(this, account, ask.proof))) return answer(401, { code: 'auth.invalid' });
    return profiles?.read(ask) ?? this.#bundles(account, selector);
  }

  #bundles(account: string, selector: string): HttpAnswer {
    const all = this.of(account);
    const asked = selector === '*' ? all : all.filter((one) => one.id === Number(selector));
    const [first] = all;
    if (!first) return answer(404, { code: 'account.not_found' });
    if (asked.length === 0) return answer(404, { code: 'device.not_found' });
    const deviceList = this.lists.shown(account);
    return answer(200, {
      identityKey: first.identities.aci.identityKey,
      devices: asked.map(bundleOf),
      ...(deviceList ? { deviceList } : {}),
    });
  }

  accept(from: Device | undefined, frame: SendFrame): SendAnswer {
    const { accessKey } = frame;
    const shown = accessKey && Buffer.from(accessKey).toString('base64');
    if (!from && !admits(this, frame.destination, shown)) {
      return { refusal: { code: 'auth.invalid' }, serverTimestamp: 0, needsSync: false };
    }
    const refusal = this.cuts.send?.(frame) ?? this.#mismatch(from, frame);
    if (refusal) return { refusal, serverTimestamp: 0, needsSync: false };
    this.clockMs += 1;
    this.log.push({ from: from?.account, to: frame.destination });
    for (const content of frame.contents) {
      const to = this.find(frame.destination, content.deviceId);
      if (to) this.#store(from, to, frame, content);
    }
    this.cuts.sent?.(frame);
    const needsSync = from !== undefined && this.#listed(from.account).length > 1;
    return { serverTimestamp: this.clockMs, needsSync };
  }

  #listed(account: string): number[] {
    return this.cuts.devices?.(account) ?? this.of(account).map((one) => one.id);
  }

  #mismatch(from: Device | undefined, frame: SendFrame): Refusal | undefined {
    const all = this.of(frame.destination);
    if (all.length === 0) return { code: 'account.not_found' };
    const named = frame.contents.map((one) => one.deviceId);
    const listed = (this.cuts.devices?.(frame.destination) ?? all.map((one) => one.id)).filter(
      (id) => from?.account !== frame.destination || from.id !== id,
    );
    const missing = listed.filter((device) => !named.includes(device));
    const extra = named.filter((device) => !listed.includes(device));
    const stale = frame.contents
      .filter(({ deviceId, registrationId }) => {
        const device = all.find((one) => one.id === deviceId);
        return device && device.identities.aci.registrationId !== registrationId;
      })
      .map((one) => one.deviceId);
    if (missing.length + extra.length + stale.length === 0) return undefined;
    const code = stale.length > 0 ? 'message.stale_devices' : 'message.mismatched_devices';
    return { code, mismatchedDevices: { missing, extra, stale } };
  }

  #store(
    from: Device | undefined,
    target: Device,
    frame: SendFrame,
    content: SendFrame['contents'][number],
  ): void {
    const guid = createHash('sha256')
      .update(
        `${from ? `${from.account}.${from.id}` : ''}\0${frame.destination}.${content.deviceId}\0`,
      )
      .update(frame.guid)
      .digest()
      .subarray(0, 16);
    const key = guid.toString('hex');
    if (target.accepted.has(key)) return;
    target.accepted.add(key);
    const envelope: Parameters<typeof encodeEnvelope>[0] = {
      type: content.type as 1,
      clientTimestamp: frame.timestamp,
      serverTimestamp: this.clockMs,
      content: content.content,
      ...(from ? { sourceServiceId: from.account, sourceDevice: from.id } : {}),
      destinationServiceId: frame.destination,
      serverGuid: guid,
      urgent: frame.urgent,
    };
    this.put(target, key, encodeEnvelope(this.cuts.envelope?.(envelope) ?? envelope));
  }

  /** Puts bytes into a queue as if they had been sent. */
  put(target: Device, key: string, bytes: Uint8Array): void {
    target.queue.set(key, bytes);
    target.connection?.push([bytes]);
  }
}

export class MemoryTransport implements Transport {
  readonly #server: MemoryServer;
  readonly #account: string;
  readonly #id: number;
  readonly #password: string;
  #handlers: TransportHandlers | undefined;
  connected = false;
  readonly member = undefined;

  constructor(server: MemoryServer, account: string, id: number, password: string) {
    this.#server = server;
    this.#account = account;
    this.#id = id;
    this.#password = password;
  }

  serverMs(): number {
    return this.#server.clockMs;
  }

  open(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    this.reconnect();
  }

  reconnect(): void {
    const device = this.#server.find(this.#account, this.#id);
    if (device?.password !== this.#password) {
      this.#handlers?.state('closed', { code: 'auth.invalid' });
      return;
    }
    device.connection?.cut();
    device.connection = this;
    this.connected = true;
    this.#handlers?.state('connected');
    this.push([...device.queue.values()]);
    this.#handlers?.queueEmpty();
  }

  /** The connection breaks without a word. */
  cut(): void {
    if (!this.connected) return;
    this.connected = false;
    const device = this.#server.find(this.#account, this.#id);
    if (device) device.connection = undefined;
    this.#handlers?.state('waiting');
  }

  /** The server ends it for good. */
  end(code: string): void {
    this.connected = false;
    this.#handlers?.state('closed', { code });
  }

  notice(kind: string): void {
    if (this.connected) this.#handlers?.notice({ kind, account: this.#account });
  }

  push(envelopes: readonly Uint8Array[]): void {
    if (this.connected && envelopes.length > 0) this.#handlers?.deliver(envelopes);
  }

  async send(frame: SendFrame): Promise<SendAnswer> {
    return this.#work(() =>
      this.#server.accept(this.#server.device(this.#account, this.#id), frame),
    );
  }

  /** By whoever says no name. */
  sendGroup(): Promise<never> {
    return Promise.reject(new NoAnswer('not for those with a name'));
  }

  async ack(guids: readonly Uint8Array[]): Promise<{ refusal?: Refusal }> {
    return this.#work(() => {
      this.#server.cuts.ack?.(guids);
      const { queue } = this.#server.device(this.#account, this.#id);
      for (const guid of guids) queue.delete(Buffer.from(guid).toString('hex'));
      return {};
    });
  }

  /** No topics here. */
  topic(): Promise<never> {
    return Promise.reject(new NoAnswer('no topics'));
  }

  async request(ask: HttpAsk): Promise<HttpAnswer> {
    return this.#work(() =>
      this.#server.request(this.#server.device(this.#account, this.#id), ask),
    );
  }

  restart(): void {
    this.cut();
    queueMicrotask(() => this.reconnect());
  }

  close(): void {
    this.cut();
    this.#handlers?.state('closed');
  }

  async #work<T>(work: () => T | Promise<T>): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.connected) throw new NoAnswer('There is no connection.');
    let value: T;
    try {
      value = await work();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.cut();
      throw error;
    }
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.connected) throw new NoAnswer('The connection broke.');
    return structuredClone(value);
  }
}
