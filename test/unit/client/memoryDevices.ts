// The part of the server in memory that knows several devices of an account: signed lists, links,
// and the devices that go. It checks no signature: clients have to.

import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpAsk } from '#client';
import { decodeDeviceList } from '#protocol';
import type { Device, MemoryServer } from './memoryServer.ts';
import { madeDevice } from './madeDevice.ts';
import type { Key } from './madeDevice.ts';

/** The four fields of a signed list in base64. */
export interface ShownList {
  list: string;
  listSignature: string;
  listKey: string;
  listKeySignature: string;
}

interface PendingLink extends ShownList {
  token: string;
  registrationId: number;
  pniRegistrationId: number;
}

export class MemoryDevices {
  readonly #server: MemoryServer;
  readonly #lists = new Map<string, { shown: ShownList; under: string }>();
  readonly #links = new Map<string, PendingLink>();
  readonly #waiting = new Map<string, (message: Uint8Array | undefined) => void>();
  /** Every list it was ever given, by account. */
  readonly seen = new Map<string, ShownList[]>();
  /** Shows another list than the newest; `undefined` shows none. */
  show: ((account: string, newest: ShownList | undefined) => ShownList | undefined) | undefined;

  constructor(server: MemoryServer) {
    this.#server = server;
  }

  shown(account: string): ShownList | undefined {
    const kept = this.#lists.get(account);
    // A new identity key begins without a list.
    const newest = kept?.under === this.#identityOf(account) ? kept.shown : undefined;
    return this.show ? this.show(account, newest) : newest;
  }

  /** A new device waits; `expire` ends all waits. */
  wait(onAddress: (address: string) => void): Promise<Uint8Array | undefined> {
    const address = randomUUID();
    const message = new Promise<Uint8Array | undefined>((resolve) => {
      this.#waiting.set(address, resolve);
    });
    onAddress(address);
    return message;
  }

  expire(): void {
    for (const end of this.#waiting.values()) end(undefined);
    this.#waiting.clear();
  }

  request(device: Device, ask: HttpAsk, path: string): HttpAnswer | undefined {
    const body = (ask.body ?? {}) as Record<string, string>;
    switch (`${ask.verb} ${path}`) {
      case 'GET /v1/devices':
        return answer(200, { devices: this.#views(device), ...this.shown(device.account) });
      case 'PUT /v1/devices/list':
        return this.#set(device, ask.body as ShownList);
      case 'PUT /v1/devices/identity':
        return this.#replace(device, ask.body as ShownList & Record<string, unknown>);
      case 'POST /v1/devices/linking':
        return this.#announce(device, ask.body as Omit<PendingLink, 'token'>);
      case 'PUT /v1/accounts/name':
        device.name = body.deviceName ?? '';
        return answer(204);
      case `DELETE /v1/devices/${device.id}`:
        if (device.id === 1) return answer(403, { code: 'auth.forbidden' });
        this.#server.remove(device);
        this.#tell(device.account, 'device.unlinked');
        return answer(204);
    }
    const address = /^\/v1\/provisioning\/(.+)$/.exec(path)?.[1];
    return address === undefined ? undefined : this.#provision(address, body.body ?? '');
  }

  /** Routes that show the password, or a new one. */
  http(ask: HttpAsk): HttpAnswer | undefined {
    if (ask.path === '/v1/devices/link') return this.#link(ask);
    if (ask.path === '/v1/registration') return undefined;
    const device = this.#deviceOf(ask);
    if (!device || ask.path === '/v1/accounts/whoami') return answer(device ? 200 : 401);
    this.#server.requests.push(`${ask.verb} ${ask.path}`);
    if (ask.path === '/v1/profile') {
      return this.#server.profiles?.put(device, ask.body) ?? answer(404);
    }
    return this.request(device, ask, ask.path);
  }

  #link(ask: HttpAsk): HttpAnswer {
    const [account = ''] = credentialsOf(ask);
    const { token } = ask.body as { token: string };
    const link = this.#links.get(account);
    const { registrationId } = (ask.body as { accountAttributes: { registrationId: number } })
      .accountAttributes;
    if (link?.token !== token || link.registrationId !== registrationId) {
      return answer(403, { code: 'link.token_invalid' });
    }
    this.#links.delete(account);
    const primary = this.#server.device(account);
    const { devices } = decodeDeviceList(Buffer.from(link.list, 'base64'));
    const id = devices.find((one) => one.registrationId === registrationId)?.id ?? 0;
    const { aci, pni } = primary.identities;
    const keys = { aci: aci.identityKey, pni: pni.identityKey };
    this.#server.add(madeDevice(ask, { account, id, pni: primary.pni }, keys));
    this.#keep(account, link);
    this.#tell(account, 'devices.changed');
    return answer(200, { uuid: account, pni: primary.pni, deviceId: id });
  }

  #deviceOf(ask: HttpAsk): Device | undefined {
    const [username = '', password] = credentialsOf(ask);
    const [account = '', id = '1'] = username.split('.');
    const device = this.#server.find(account, Number(id));
    return device?.password === password ? device : undefined;
  }

  #views({ account }: Device) {
    return this.#server.of(account).map(({ id, name, identities }) => ({
      id,
      ...(name ? { name } : {}),
      registrationId: identities.aci.registrationId,
      created: 0,
    }));
  }

  #set(device: Device, shown: ShownList): HttpAnswer {
    if (device.id !== 1) return answer(403, { code: 'auth.forbidden' });
    const { account } = device;
    if (!this.#isNext(account, shown)) return answer(409, { code: 'devices.list_stale' });
    const listed = decodeDeviceList(Buffer.from(shown.list, 'base64')).devices;
    const all = this.#server.of(account);
    if (listed.some(({ id }) => !all.some((one) => one.id === id))) {
      return answer(422, { code: 'devices.list_invalid' });
    }
    this.#keep(account, shown);
    for (const one of all) if (!listed.some(({ id }) => id === one.id)) this.#server.remove(one);
    this.#tell(account, 'devices.changed');
    return answer(204);
  }

  #replace(device: Device, body: ShownList & Record<string, unknown>): HttpAnswer {
    const { account, identities } = device;
    if (device.id !== 1) return answer(403, { code: 'auth.forbidden' });
    if (body.aciIdentityKey === identities.aci.identityKey) return answer(204);
    for (const kind of ['aci', 'pni'] as const) {
      const identity = identities[kind];
      identity.identityKey = String(body[`${kind}IdentityKey`]);
      identity.registrationId = Number(
        body[kind === 'aci' ? 'registrationId' : 'pniRegistrationId'],
      );
      identity.signed = body[`${kind}SignedPreKey`] as Key;
      identity.lastResort = body[`${kind}PqLastResortPreKey`] as Key;
      identity.preKeys = [];
      identity.pqPreKeys = [];
    }
    this.#links.delete(account);
    this.#keep(account, body);
    for (const one of this.#server.of(account)) if (one.id !== 1) this.#server.remove(one);
    this.#tell(account, 'devices.changed');
    return answer(204);
  }

  #announce(device: Device, announced: Omit<PendingLink, 'token'>): HttpAnswer {
    const { account } = device;
    if (device.id !== 1) return answer(403, { code: 'auth.forbidden' });
    if (!this.#isNext(account, announced)) return answer(409, { code: 'devices.list_stale' });
    const token = randomUUID();
    this.#links.set(account, { token, ...announced });
    const { devices } = decodeDeviceList(Buffer.from(announced.list, 'base64'));
    const added = devices.find((one) => one.registrationId === announced.registrationId);
    return answer(200, { token, deviceId: added?.id, expiresAt: 0 });
  }

  #provision(address: string, body: string): HttpAnswer {
    const waiting = this.#waiting.get(address);
    if (!waiting) return answer(404, { code: 'link.address_unknown' });
    this.#waiting.delete(address);
    waiting(new Uint8Array(Buffer.from(body, 'base64')));
    return answer(204);
  }

  #isNext(account: string, shown: ShownList): boolean {
    const before = this.#lists.get(account)?.shown;
    return !before || shown.list === before.list || versionOf(shown) > versionOf(before);
  }

  #keep(account: string, link: ShownList): void {
    const { list, listSignature, listKey, listKeySignature } = link;
    const shown = { list, listSignature, listKey, listKeySignature };
    this.#lists.set(account, { shown, under: this.#identityOf(account) });
    this.seen.set(account, [...(this.seen.get(account) ?? []), shown]);
  }

  #identityOf(account: string): string {
    return this.#server.device(account).identities.aci.identityKey;
  }

  #tell(account: string, kind: string): void {
    for (const one of this.#server.of(account)) one.connection?.notice(kind);
  }
}

const versionOf = ({ list }: ShownList): number =>
  decodeDeviceList(Buffer.from(list, 'base64')).version;

function credentialsOf({ authorization = '' }: HttpAsk): string[] {
  return Buffer.from(authorization.slice(6), 'base64').toString().split(':');
}

export function answer(status: number, body?: unknown): HttpAnswer {
  return { status, headers: {}, body };
}
