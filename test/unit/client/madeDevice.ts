// A device as the server in memory knows it, and what it shows of its keys.

import { createHash } from 'node:crypto';
import type { HttpAsk } from '#client';
import type { Device } from './memoryServer.ts';

export interface Key {
  keyId: number;
  publicKey: string;
  signature?: string;
}

export interface Identity {
  identityKey: string;
  registrationId: number;
  signed: Key;
  lastResort: Key;
  preKeys: Key[];
  pqPreKeys: Key[];
}

/** A device as its registration or its link describes it. */
export function madeDevice(
  ask: HttpAsk,
  who: Pick<Device, 'account' | 'id' | 'pni'>,
  identityKeys: Record<'aci' | 'pni', string | undefined>,
): Device {
  const body = ask.body as Record<string, Key> & {
    accountAttributes: {
      registrationId: number;
      pniRegistrationId: number;
      name?: string;
      unidentifiedAccessKey?: string;
    };
  };
  const { registrationId, pniRegistrationId, name } = body.accountAttributes;
  const { unidentifiedAccessKey: accessKey } = body.accountAttributes;
  const identity = (kind: 'aci' | 'pni'): Identity => ({
    identityKey: String(identityKeys[kind]),
    registrationId: kind === 'aci' ? registrationId : pniRegistrationId,
    signed: body[`${kind}SignedPreKey`] as Key,
    lastResort: body[`${kind}PqLastResortPreKey`] as Key,
    preKeys: [],
    pqPreKeys: [],
  });
  const basic = Buffer.from((ask.authorization ?? '').slice(6), 'base64').toString();
  return {
    ...who,
    ...(name === undefined ? {} : { name }),
    password: basic.slice(basic.indexOf(':') + 1),
    identities: { aci: identity('aci'), pni: identity('pni') },
    queue: new Map(),
    accepted: new Set(),
    connection: undefined,
    accessKey,
  };
}

export function bundleOf({ id, identities }: Device) {
  const { aci } = identities;
  const preKey = aci.preKeys.shift();
  return {
    deviceId: id,
    registrationId: aci.registrationId,
    signedPreKey: aci.signed,
    ...(preKey ? { preKey } : {}),
    pqPreKey: aci.pqPreKeys.shift() ?? aci.lastResort,
  };
}

export function digestOf(identity: Identity): string {
  const hash = createHash('sha256').update(Buffer.from(identity.identityKey, 'base64'));
  for (const key of [identity.signed, identity.lastResort]) {
    const id = Buffer.alloc(8);
    id.writeBigUInt64BE(BigInt(key.keyId));
    hash.update(id).update(Buffer.from(key.publicKey, 'base64'));
  }
  return hash.digest('base64');
}
