// What two devices of a call tell each other of a direct way between them: where each is found, and
// by what the other knows it. It goes in Signal sessions, so that nobody comes in between.

import * as field from './contentFields.ts';
import type { CallId } from './ids.ts';
import { callToBytes } from './ids.ts';
import type { DtlsFingerprint } from './media.ts';
import { callOf } from './media.ts';
import { isGoneTo } from './iceCandidates.ts';
import { milliseconds } from './numbers.ts';
import type { aldis as wire } from './wire.js';

/** One end of a direct way. All of it is plain text without line breaks, and safe in SDP. */
export interface PeerEnd {
  readonly ice: { readonly usernameFragment: string; readonly password: string };
  readonly fingerprints: readonly DtlsFingerprint[];
  /** What it sends. */
  readonly ssrc: number;
  readonly payloadType: number;
  /** Shape: `candidate:` and what follows it in SDP. What comes is UDP to an address alone. */
  readonly candidates: readonly string[];
}

export interface CallPeerContent {
  readonly type: 'callPeer';
  readonly timestamp: number;
  readonly callId: CallId;
  /** The sender's number in the call. */
  readonly mediaId: number;
  /** The number of whom it is for. */
  readonly to: number;
  /** Counts the offers between the two; an answer has that of its offer. */
  readonly attempt: number;
  readonly said: 'offer' | 'answer';
  readonly end: PeerEnd;
}

/** Addresses that one end has. */
export const peerCandidatesMax = 32;
const fingerprintsMax = 4;
const numberMax = 0xffff_ffff;
const payloadTypeMax = 127;
const said = [undefined, 'offer', 'answer'] as const;
/** ICE (RFC 8839): letters, digits, `+` and `/`. */
const iceWord = /^[\w+/-]{4,256}$/;
const fingerprint = /^(sha-(?:256|384|512)) ((?:[\dA-Fa-f]{2}:){31,63}[\dA-Fa-f]{2})$/;
const candidate = /^candidate:[\x20-\x7e]{1,300}$/;

export function callPeerToWire(content: CallPeerContent): wire.CallPeer.$Properties {
  const { timestamp, callId, mediaId, to, attempt, end } = content;
  const { ice, fingerprints, ssrc, payloadType, candidates } = end;
  return {
    ...{ timestamp, mediaId, to, attempt, ssrc, payloadType, ...ice },
    callId: callToBytes(callId),
    said: said.indexOf(content.said),
    fingerprints: fingerprints.map(({ algorithm, value }) => `${algorithm} ${value}`),
    candidates: [...candidates],
  };
}

/** `undefined` for what a newer client says. Throws for what cannot be. */
export function callPeerFromWire(read: wire.CallPeer.$Properties): CallPeerContent | undefined {
  const word = said[read.said ?? 0];
  const of = {
    type: 'callPeer',
    timestamp: milliseconds(read.timestamp),
    callId: callOf(field.key(read.callId)),
    mediaId: read.mediaId ?? 0,
    to: read.to ?? 0,
    attempt: read.attempt ?? 0,
  } as const;
  return word && { ...of, said: word, end: endFromWire(read) };
}

function endFromWire(read: wire.CallPeer.$Properties): PeerEnd {
  const fingerprints = field.list(read.fingerprints, fingerprintsMax).map((text) => {
    const [, algorithm = '', value = ''] = fingerprint.exec(text) ?? [];
    return { algorithm: shaped(algorithm, /./), value };
  });
  if (fingerprints.length === 0) throw new field.ContentRefused('an end without a fingerprint');
  return {
    ice: {
      usernameFragment: shaped(read.usernameFragment, iceWord),
      password: shaped(read.password, iceWord),
    },
    fingerprints,
    ssrc: field.count(read.ssrc, numberMax),
    payloadType: field.count(read.payloadType, payloadTypeMax),
    candidates: field
      .list(read.candidates, peerCandidatesMax)
      .map((text) => shaped(text, candidate))
      .filter(isGoneTo),
  };
}

function shaped(text: string | null | undefined, shape: RegExp): string {
  if (!text || !shape.test(text)) throw new field.ContentRefused('a word of another shape');
  return text;
}
