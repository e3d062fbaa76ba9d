// What devices say of themselves, checked before a media worker hears of it: it is a process of C++
// that many rooms share.

import type { DeviceDtls, MediaSending } from '#ports';
import { fingerprintsMax } from './bounds.ts';
import { mediaCodecs } from './kinds.ts';

/** Bytes of a fingerprint, by its algorithm; weaker ones are not taken. */
const fingerprintBytes: Readonly<Record<string, number>> = {
  'sha-256': 32,
  'sha-384': 48,
  'sha-512': 64,
};
const ssrcMax = 0xffff_ffff;
/** Dynamic payload types; below 96 they have other meanings, beyond 127 they are none. */
const payloadTypeLeast = 96;
const payloadTypeMost = 127;

export function dtlsHolds({ role, fingerprints }: DeviceDtls): boolean {
  if (role !== 'client' && role !== 'server') return false;
  if (!Array.isArray(fingerprints)) return false;
  if (fingerprints.length < 1 || fingerprints.length > fingerprintsMax) return false;
  return fingerprints.every(({ algorithm, value }) => {
    const bytes = Object.hasOwn(fingerprintBytes, algorithm) ? fingerprintBytes[algorithm] : 0;
    if (!bytes || typeof value !== 'string') return false;
    return value.length === 3 * bytes - 1 && /^[\dA-F]{2}(:[\dA-F]{2})*$/i.test(value);
  });
}

export function sendingHolds({ kind, ssrc, payloadType }: MediaSending): boolean {
  if (!Object.hasOwn(mediaCodecs, kind)) return false;
  if (!Number.isInteger(ssrc) || ssrc < 1 || ssrc > ssrcMax) return false;
  return (
    Number.isInteger(payloadType) &&
    payloadType >= payloadTypeLeast &&
    payloadType <= payloadTypeMost
  );
}
