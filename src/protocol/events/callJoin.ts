// `call:join`: the connection gets a place in a call.

import { codec } from '../codec.ts';
import type { Result } from '../errors.ts';
import { ok, refuse } from '../errors.ts';
import type { MediaId } from '../ids.ts';
import {
  callMembersFieldsMax,
  callNameBytes,
  callResumeBytesMax,
  callSecretBytes,
} from '../limits.ts';
import type { MediaAddress, MediaCodecInfo } from '../media.ts';
import { addressFromWire, addressToWire, codecsFromWire, codecsToWire } from '../media.ts';
import type { Refusable } from '../refusalCodec.ts';
import { answerShape, refusalField, refusalOf } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import type { CallMembers } from './callMembers.ts';
import { callMembersShape, mediaIdOf, membersFromWire, membersToWire } from './callMembers.ts';
import { defineClientEvent } from './define.ts';

/** What shows which call it is, and that one may enter it. */
export type CallProof =
  | { readonly by: 'group'; readonly publicParams: Uint8Array; readonly presentation: Uint8Array }
  | { readonly by: 'secret'; readonly secret: Uint8Array; readonly name: Uint8Array };

export interface CallJoin {
  readonly proof: CallProof;
  /** The token of an earlier answer; empty: a new place. */
  readonly resume: Uint8Array;
  /** This device can speak with few others directly; absent: it cannot. */
  readonly direct?: boolean;
}

/** A place in a call. */
export interface CallPlace {
  readonly mediaId: MediaId;
  readonly members: CallMembers;
  readonly resume: Uint8Array;
  /** Absent: the place was resumed, and is as it was. */
  readonly address?: MediaAddress;
  readonly codecs: readonly MediaCodecInfo[];
}

/** Shape: proto/gateway.proto, CallJoinAnswer. */
export interface CallJoinAnswer extends Refusable {
  readonly place?: CallPlace;
}

const nothing = new Uint8Array(0);

export const callJoinEvent = defineClientEvent({
  name: 'call:join',
  tag: 17,
  who: ['anonymous'],
  summary: 'Gives the connection a place in the call of a group, or in one by secret.',
  guarantee:
    'Whoever comes first begins the call. A connection has one place in a call: another join ' +
    'gives up the one before. The place ends with `call:leave`, `call:ended`, or 10 s after ' +
    'the connection, unless it is resumed.',
  body: codec(wire.CallJoin, {
    shape: { 1: {} },
    write: ({ proof, ...rest }: CallJoin) => {
      if (proof.by === 'secret') return { secret: proof.secret, name: proof.name, ...rest };
      const { publicParams, presentation } = proof;
      return { group: { publicParams, presentation }, ...rest };
    },
    // Throws where there are two proofs, or none.
    read: ({ group, secret, name, resume, direct }): CallJoin => ({
      proof: proofOf(group, secret, name),
      resume,
      ...(direct && { direct }),
    }),
  }),
  accepts: {
    says: `A group's proof, or a secret (${callSecretBytes} bytes) with a name (${callNameBytes}).`,
    read: readJoin,
  },
  answer: codec(wire.CallJoinAnswer, {
    shape: { ...answerShape, 3: callMembersShape, 5: { 3: {}, 4: {} }, 6: {} },
    fieldsMax: callMembersFieldsMax,
    write: ({ place, ...answer }: CallJoinAnswer) => ({
      ...(place ? placeToWire(place) : {}),
      ...refusalField(answer),
    }),
    read: (read): CallJoinAnswer => {
      const refused = refusalOf(read);
      return refused.refusal ? refused : { place: placeFromWire(read) };
    },
  }),
  refusedAs: 'field',
  refuses: [
    'request.invalid',
    'auth.invalid',
    'group.not_found',
    'group.not_member',
    'group.banned',
    'call.full',
    'call.too_many',
    'call.removed',
    'media.full',
    'media.unavailable',
    'rate.limited',
  ],
  bytesMax: 4096,
  permits: 20,
});

function readJoin(frame: CallJoin): Result<CallJoin> {
  const { proof, resume } = frame;
  const invalid = (field: string) => refuse('request.invalid', { detail: `Field: ${field}.` });
  if (resume.length > callResumeBytesMax) return invalid('resume');
  if (proof.by === 'group') return ok(frame);
  if (proof.secret.length !== callSecretBytes) return invalid('secret');
  return proof.name.length === callNameBytes ? ok(frame) : invalid('name');
}

function proofOf(
  group: wire.CallGroup.$Properties | null | undefined,
  secret: Uint8Array,
  name: Uint8Array,
): CallProof {
  if (group && (secret.length > 0 || name.length > 0)) throw new Error('two proofs');
  if (!group && secret.length === 0) throw new Error('no proof');
  if (!group) return { by: 'secret', secret, name };
  const { publicParams = nothing, presentation = nothing } = group;
  return {
    by: 'group',
    publicParams: publicParams ?? nothing,
    presentation: presentation ?? nothing,
  };
}

const placeToWire = (place: CallPlace): wire.CallJoinAnswer.$Properties => ({
  mediaId: place.mediaId,
  members: membersToWire(place.members),
  resume: place.resume,
  ...(place.address ? { address: addressToWire(place.address) } : {}),
  codecs: codecsToWire(place.codecs),
});

/** Throws where something is missing, or cannot be. */
function placeFromWire(read: wire.CallJoinAnswer.$Properties): CallPlace {
  return {
    mediaId: mediaIdOf(read.mediaId),
    members: membersFromWire(read.members ?? {}),
    resume: read.resume ?? nothing,
    ...(read.address ? { address: addressFromWire(read.address) } : {}),
    codecs: codecsFromWire(read.codecs ?? []),
  };
}
