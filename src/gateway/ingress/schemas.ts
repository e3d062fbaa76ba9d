// The pieces of which request schemas are made. Each turns text into the value the domain speaks
// of, so that no unchecked string goes further than the door.

import type { RegistrationId, SignedDeviceList } from '#protocol';
import {
  limits,
  parseAccountId,
  parseDeviceId,
  parsePhoneIdentityId,
  registrationIdMax,
} from '#protocol';
import { z } from 'zod/v4';
import { base64Form } from './base64Form.ts';

/** Standard base64 with padding, in its one canonical form. */
export const base64 = (least: number, most: number) =>
  z
    .string()
    .max(Math.ceil(most / 3) * 4)
    .transform((text, context) => {
      const bytes = Buffer.from(text, 'base64');
      if (bytes.length >= least && bytes.length <= most && bytes.toString('base64') === text) {
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
      }
      context.addIssue({ code: 'custom', message: 'base64' });
      return z.NEVER;
    })
    .meta({ ...base64Form(least, most, 'base64'), example: toBase64(new Uint8Array(least)) });

/** The same of the alphabet for addresses, without padding. */
export const base64url = (least: number, most: number) =>
  z
    .string()
    .max(Math.ceil((most * 4) / 3))
    .transform((text, context) => {
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length >= least && bytes.length <= most && toBase64url(bytes) === text) {
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
      }
      context.addIssue({ code: 'custom', message: 'base64url' });
      return z.NEVER;
    })
    .meta({ ...base64Form(least, most, 'base64url'), example: toBase64url(new Uint8Array(least)) });

/** Bytes as such answers carry them. */
export const toBase64url = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');

/** Bytes as answers carry them. */
export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');

/** The schema of base64 in answers. */
export const base64Answer = z.string().meta({ contentEncoding: 'base64' });

const parsed = <T>(parse: (text: string) => T | undefined, form: Form) =>
  z
    .string()
    .max(64)
    .transform((text, context): T => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: 'id' });
      return z.NEVER;
    })
    .meta({ ...form });

/** What a description says of text that is read further: nothing is taken that it leaves out. */
interface Form {
  readonly pattern: string;
  readonly example: string;
}

const exampleAci = '9d0652a3-dcc3-4d11-975f-74d61598733f';
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const deviceNumber = '[1-9]|[1-9][0-9]|1[01][0-9]|12[0-7]';

/** An account's ACI. */
export const accountId = parsed(parseAccountId, { pattern: `^${uuid}$`, example: exampleAci });

/** Either service id: a bare UUID is an ACI, `PNI:` before it a PNI. */
export const serviceId = parsed(
  (text) => {
    const account = parseAccountId(text);
    if (account) return { identity: 'aci', account } as const;
    const pni = parsePhoneIdentityId(text);
    return pni ? ({ identity: 'pni', pni } as const) : undefined;
  },
  { pattern: `^(PNI:)?${uuid}$`, example: exampleAci },
);

/** A device's number. */
export const deviceId = parsed(parseDeviceId, { pattern: `^(${deviceNumber})$`, example: '2' });

/** A device's number, or `*` for all of them. */
export const deviceSelector = parsed(
  (text) => (text === '*' ? ('all' as const) : parseDeviceId(text)),
  { pattern: `^([*]|${deviceNumber})$`, example: '*' },
);

/** `?identity=aci|pni`; the ACI where none is named. */
export const identityQuery = z.object({ identity: z.enum(['aci', 'pni']).default('aci') });

export const registrationId = z
  .number()
  .int()
  .min(1)
  .max(registrationIdMax)
  .transform((id) => id as RegistrationId);
const keyId = z.number().int().min(0).max(limits.keyIdMax);

/** A phone number. Source: ITU-T E.164, fifteen digits at the most. */
export const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/);

/** An EC one-time pre-key. */
export const ecPreKey = z.object({ keyId, publicKey: base64(33, 33) });
/** An EC signed pre-key. */
export const ecSignedPreKey = z.object({
  keyId,
  publicKey: base64(33, 33),
  signature: base64(64, 64),
});
/** A Kyber-1024 pre-key. */
export const kemSignedPreKey = z.object({
  keyId,
  publicKey: base64(1569, 1569),
  signature: base64(64, 64),
});

/** A signed list of devices: proto/devices.proto, and what proves it. */
export const signedDeviceList = z.object({
  list: base64(1, limits.deviceListBytesMax),
  listSignature: base64(64, 64),
  listKey: base64(33, 33),
  listKeySignature: base64(64, 64),
});

/** The same in answers. */
export const deviceListAnswer = z.object({
  list: base64Answer,
  listSignature: base64Answer,
  listKey: base64Answer,
  listKeySignature: base64Answer,
});

export const deviceListBody = (signed: SignedDeviceList): z.infer<typeof deviceListAnswer> => ({
  list: toBase64(signed.list),
  listSignature: toBase64(signed.listSignature),
  listKey: toBase64(signed.listKey),
  listKeySignature: toBase64(signed.listKeySignature),
});

/** What lets somebody in who says no name. */
export const accessKey = base64(limits.accessKeyBytes, limits.accessKeyBytes);

/** Leave to write to the members of a group. */
export const sendToken = base64(limits.groupSendTokenBytes, limits.groupSendTokenBytes);

/** A one-time code or a backup code, as it was typed. */
export const oneTimeCode = z.string().min(6).max(24);
/** A device's name, encrypted by the client. Source: Signal-Server, DeviceName. */
export const deviceName = z.string().max(225);

/** The device's own description of itself. Source: Signal-Server, AccountAttributes. */
/** What a PIN makes for the lock of a phone number. Shape: 64 characters of hex. */
export const lockToken = z.string().regex(/^[0-9a-f]{64}$/);

export const accountAttributes = z.object({
  fetchesMessages: z.boolean().optional().meta({ example: true }),
  registrationId,
  pniRegistrationId: registrationId,
  /** Encrypted by the client. */
  name: deviceName.nullish(),
  capabilities: z
    .record(z.string().regex(/^[A-Za-z]\w{0,39}$/), z.boolean())
    .refine((all) => Object.keys(all).length <= 64)
    .nullish(),
  discoverableByPhoneNumber: z.boolean().nullish(),
  /** At a registration: opens the number's lock, or sets one. */
  registrationLock: lockToken.nullish(),
  /** Of the account; absent: what is known stays, null: nobody writes without a name any more. */
  unidentifiedAccessKey: accessKey.nullish(),
  /** Any access key will do. */
  unrestrictedUnidentifiedAccess: z.boolean().nullish(),
});

/** What attributes say of access without a name. */
export function accessOf(given: z.output<typeof accountAttributes>) {
  const { unidentifiedAccessKey: key, unrestrictedUnidentifiedAccess: isOpen } = given;
  return {
    ...(key === undefined ? {} : { unidentifiedAccessKey: key }),
    ...(typeof isOpen === 'boolean' ? { unrestrictedUnidentifiedAccess: isOpen } : {}),
  };
}

/** What the page of a captcha gave. */
export const captcha = z.string().min(1).max(8192);
