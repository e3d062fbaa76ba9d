// Pre-key bundles: fetched from the server, checked as if it were not to be trusted, made into
// sessions.

import * as signal from '@signalapp/libsignal-client';
import { z } from 'zod';
import { deviceIdMax, registrationIdMax, limits } from '#protocol';
import type { SignedDeviceList } from '#protocol';
import { fromBase64 } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import { signedListShape } from '../devices/signedList.ts';
import { isRetryable, refusalOf } from '../transport/http.ts';
import type { AccessProof, Transport } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';

const base64 = z.string().max(4096).transform(fromBase64);
const keyId = z.number().int().min(0).max(limits.keyIdMax);
const plainKey = z.object({ keyId, publicKey: base64 });
const signedKey = plainKey.extend({ signature: base64 });
const answerShape = z.object({
  identityKey: base64,
  deviceList: signedListShape,
  devices: z
    .array(
      z.object({
        deviceId: z.number().int().min(1).max(deviceIdMax),
        registrationId: z.number().int().min(1).max(registrationIdMax),
        signedPreKey: signedKey,
        preKey: plainKey.nullish(),
        pqPreKey: signedKey,
      }),
    )
    .min(1)
    .max(deviceIdMax),
});

export interface FetchedBundle {
  readonly device: number;
  readonly registrationId: number;
  readonly identityKey: Uint8Array<ArrayBuffer>;
  readonly bundle: signal.PreKeyBundle;
  /** What the server showed as the account's device list; nothing of it is checked yet. */
  readonly list: SignedDeviceList | undefined;
}

/**
 * Takes one bundle of a device, or of each device of the account.
 * Throws NoAnswer where a retry may help. Refuses: account.not_found, bundle.invalid, what the
 * server says.
 */
export async function fetchBundles(
  transport: Pick<Transport, 'request'>,
  account: string,
  device: number | '*',
  proof?: AccessProof,
): Promise<FetchedBundle[]> {
  const path = `/v2/keys/${account}/${device}`;
  const answer = await transport.request({ verb: 'GET', path, ...(proof && { proof }) });
  if (answer.status !== 200) {
    const refusal = refusalOf(answer, 'The keys of the other device cannot be had');
    if (!isRetryable(answer)) throw refusal;
    throw new NoAnswer(refusal.message, { cause: refusal });
  }
  const read = answerShape.safeParse(answer.body);
  if (!read.success) throw invalid('it cannot be read');
  const { devices } = read.data;
  const named = new Set(devices.map((one) => one.deviceId));
  const fits = device === '*' || named.has(device);
  if (!fits || named.size !== devices.length || (device !== '*' && named.size > 1)) {
    throw invalid('it is for other devices than the one asked for');
  }
  const identityKey = normal(read.data.identityKey);
  return devices.map((one) => ({
    device: one.deviceId,
    registrationId: one.registrationId,
    identityKey,
    bundle: check(identityKey, one),
    list: read.data.deviceList ?? undefined,
  }));
}

type BundleDevice = z.infer<typeof answerShape>['devices'][number];

/** The one spelling of a key: what is compared and stored must not depend on the server's. */
function normal(identityKey: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  try {
    return signal.PublicKey.deserialize(identityKey).serialize();
  } catch (error) {
    throw invalid('a key is malformed', error);
  }
}

function check(identityKey: Uint8Array<ArrayBuffer>, one: BundleDevice): signal.PreKeyBundle {
  try {
    const identity = signal.PublicKey.deserialize(identityKey);
    const { signedPreKey, pqPreKey } = one;
    if (!identity.verify(signedPreKey.publicKey, signedPreKey.signature)) {
      throw invalid('the signed pre-key has a wrong signature');
    }
    if (!identity.verify(pqPreKey.publicKey, pqPreKey.signature)) {
      throw invalid('the Kyber pre-key has a wrong signature');
    }
    return signal.PreKeyBundle.new(
      one.registrationId,
      one.deviceId,
      one.preKey?.keyId ?? null,
      one.preKey ? signal.PublicKey.deserialize(one.preKey.publicKey) : null,
      signedPreKey.keyId,
      signal.PublicKey.deserialize(signedPreKey.publicKey),
      signedPreKey.signature,
      identity,
      pqPreKey.keyId,
      signal.KEMPublicKey.deserialize(pqPreKey.publicKey),
      pqPreKey.signature,
    );
  } catch (error) {
    throw error instanceof ClientError ? error : invalid('a key is malformed', error);
  }
}

export function invalid(why: string, cause?: unknown): ClientError {
  return new ClientError(
    'bundle.invalid',
    `The server handed out a key bundle that is not to be used: ${why}.`,
    cause === undefined ? {} : { cause },
  );
}
