// The media of a call as the wire names them: kinds, where a place is reached, and by what the two
// ends of its DTLS know each other.

import type { CallId } from './ids.ts';
import { callFromBytes } from './ids.ts';
import { NumberRefused } from './numbers.ts';
import type { aldis as wire } from './wire.js';

export const mediaKinds = ['audio'] as const;
/** Kinds of media. Audio today; a further kind is a value here and a row in src/voice/kinds.ts. */
export type MediaKind = (typeof mediaKinds)[number];

/** What a device proves the other end of its DTLS by. */
export interface DtlsFingerprint {
  readonly algorithm: string;
  /** Shape: pairs of hex digits with colons between them. */
  readonly value: string;
}

export interface IceCandidate {
  readonly foundation: string;
  readonly priority: number;
  readonly address: string;
  readonly port: number;
  readonly protocol: 'udp' | 'tcp';
}

/** Where a device reaches its place, and what it knows the other end by. ICE is lite. */
export interface MediaAddress {
  readonly ice: { readonly usernameFragment: string; readonly password: string };
  readonly candidates: readonly IceCandidate[];
  readonly fingerprints: readonly DtlsFingerprint[];
}

/** How a kind of media is carried, the same for everybody. */
export interface MediaCodecInfo {
  readonly kind: MediaKind;
  readonly mimeType: string;
  readonly clockRate: number;
  readonly channels: number;
  /** The number that listeners get; senders may use another. */
  readonly payloadType: number;
  /** `name=value` each. */
  readonly parameters: readonly string[];
}

/** Throws for a kind that is not known here. */
export function mediaKindOf(text: string): MediaKind {
  const kind = mediaKinds.find((one) => one === text);
  if (kind === undefined) throw new NumberRefused('a kind of media that is not known');
  return kind;
}

/** Throws for what is no call's id. */
export function callOf(bytes: Uint8Array): CallId {
  const call = callFromBytes(bytes);
  if (call === undefined) throw new NumberRefused('a call that cannot be');
  return call;
}

export const fingerprintsToWire = (
  fingerprints: readonly DtlsFingerprint[],
): wire.DtlsFingerprint.$Properties[] =>
  fingerprints.map(({ algorithm, value }) => ({ algorithm, value }));

export const fingerprintsFromWire = (
  read: readonly wire.DtlsFingerprint.$Properties[],
): DtlsFingerprint[] =>
  read.map(({ algorithm, value }) => ({ algorithm: algorithm ?? '', value: value ?? '' }));

export const addressToWire = ({
  ice,
  candidates,
  fingerprints,
}: MediaAddress): wire.MediaAddress.$Properties => ({
  ...ice,
  candidates: candidates.map((candidate) => ({ ...candidate })),
  fingerprints: fingerprintsToWire(fingerprints),
});

/** Throws for another protocol, or a port that there is none of. */
export const addressFromWire = (read: wire.MediaAddress.$Properties): MediaAddress => ({
  ice: { usernameFragment: read.usernameFragment ?? '', password: read.password ?? '' },
  candidates: (read.candidates ?? []).map(candidateFromWire),
  fingerprints: fingerprintsFromWire(read.fingerprints ?? []),
});

function candidateFromWire(read: wire.IceCandidate.$Properties): IceCandidate {
  const { foundation, priority, address, port, protocol } = read;
  const isPort = Number.isInteger(port) && (port ?? 0) > 0 && (port ?? 0) < 65_536;
  if (!isPort || (protocol !== 'udp' && protocol !== 'tcp')) {
    throw new NumberRefused('a candidate that cannot be');
  }
  return {
    foundation: foundation ?? '',
    priority: priority ?? 0,
    address: address ?? '',
    port: port as number,
    protocol,
  };
}

export const codecsToWire = (codecs: readonly MediaCodecInfo[]): wire.MediaCodec.$Properties[] =>
  codecs.map((one) => ({ ...one, parameters: [...one.parameters] }));

/** Those of kinds that are known here: a newer server may carry more. */
export const codecsFromWire = (read: readonly wire.MediaCodec.$Properties[]): MediaCodecInfo[] =>
  read.flatMap((one) => {
    const kind = mediaKinds.find((known) => known === one.kind);
    if (kind === undefined) return [];
    return {
      kind,
      mimeType: one.mimeType ?? '',
      clockRate: one.clockRate ?? 0,
      channels: one.channels ?? 0,
      payloadType: one.payloadType ?? 0,
      parameters: one.parameters ?? [],
    };
  });
