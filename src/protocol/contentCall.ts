// What is said about calls: the keys of their frames, among the devices that are in one, and the
// ringing of a call of two.

import type { GroupContext } from './contentData.ts';
import { groupFromWire } from './contentData.ts';
import * as field from './contentFields.ts';
import type { CallId } from './ids.ts';
import { callToBytes } from './ids.ts';
import { callOf, mediaKinds } from './media.ts';
import type { MediaKind } from './media.ts';
import { milliseconds } from './numbers.ts';
import type { aldis as wire } from './wire.js';

/** One key of a sender's frames. */
interface CallKey {
  readonly generation: number;
  readonly step: number;
  /** 64 bytes; not enumerable, so that nothing prints it. */
  readonly base: Uint8Array<ArrayBuffer>;
}

export interface CallKeysContent {
  readonly type: 'callKeys';
  readonly timestamp: number;
  readonly callId: CallId;
  /** The sender's number in the call. */
  readonly mediaId: number;
  /** The keys in the order in which they are used. Limits: two. */
  readonly keys: readonly CallKey[];
  readonly asks: boolean;
}

/** What one side of a call of two says to the other, or to the own devices. */
export type CallSaid = 'ring' | 'answered' | 'declined' | 'busy' | 'hangup';

interface OfCall {
  readonly type: 'call';
  readonly timestamp: number;
  readonly callId: CallId;
}

interface CallRing extends OfCall {
  readonly said: 'ring';
  /** Lets into the call. 32 bytes; not enumerable. */
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly media: MediaKind;
}

export type CallOutcome = 'missed' | 'answered' | 'declined' | 'busy' | 'unanswered';

/** How a call went: kept and shown, never said to others. */
export interface CallPast extends OfCall {
  readonly said: 'past';
  readonly media: MediaKind;
  readonly outcome: CallOutcome;
}

/** Said in a group: its members are rung, or no more. */
interface CallOfGroup extends OfCall {
  readonly said: 'ringGroup' | 'unringGroup';
  readonly media: MediaKind;
  readonly group: GroupContext;
}

export type CallContent =
  | CallRing
  | CallOfGroup
  | (OfCall & { readonly said: 'answered' | 'declined' | 'busy' })
  | (OfCall & { readonly said: 'hangup'; readonly superseded: boolean })
  | CallPast;

const baseKeyBytes = 64;
const keysGivenMax = 2;
const generationMax = 0xff_ff;
const stepMax = 0xff;
const said = [
  ...[undefined, 'ring', 'answered', 'declined', 'busy', 'hangup', 'past'],
  ...['ringGroup', 'unringGroup'],
] as const satisfies readonly (CallContent['said'] | undefined)[];
const outcomes = ['missed', 'answered', 'declined', 'busy', 'unanswered'] as const;

export function callKeysToWire(content: CallKeysContent): wire.CallKeys.$Properties {
  const { timestamp, callId, mediaId, keys, asks } = content;
  const given = keys.map(({ generation, step, base }) => ({ generation, step, base }));
  return { timestamp, callId: callToBytes(callId), mediaId, keys: given, asks };
}

/** Its keys are copies, which whoever takes them overwrites. Throws for what cannot be. */
export function callKeysFromWire(read: wire.CallKeys.$Properties): CallKeysContent {
  return {
    type: 'callKeys',
    timestamp: milliseconds(read.timestamp),
    callId: callOf(field.key(read.callId)),
    mediaId: read.mediaId ?? 0,
    keys: field.list(read.keys, keysGivenMax).map((key) => {
      if (key.base?.length !== baseKeyBytes) throw new field.ContentRefused('a key of no length');
      const generation = field.count(key.generation, generationMax);
      return hiding({ generation, step: field.count(key.step, stepMax) }, 'base', key.base);
    }),
    asks: read.asks ?? false,
  };
}

export function callToWire(content: CallContent): wire.CallMessage.$Properties {
  const { timestamp, callId } = content;
  return {
    type: said.indexOf(content.said),
    timestamp,
    callId: callToBytes(callId),
    ...(content.said === 'ring' && { secret: content.secret }),
    ...('media' in content && { mediaKind: mediaKinds.indexOf(content.media) }),
    ...(content.said === 'hangup' && content.superseded && { superseded: true }),
    ...(content.said === 'past' && { outcome: outcomes.indexOf(content.outcome) }),
    ...('group' in content && { group: content.group }),
  };
}

/** `undefined` for what a newer client says. Throws for what cannot be. */
export function callFromWire(read: wire.CallMessage.$Properties): CallContent | undefined {
  const callId = callOf(field.key(read.callId));
  const of = { type: 'call', timestamp: milliseconds(read.timestamp), callId } as const;
  const word = said[read.type ?? 0];
  const kind = mediaKinds[read.mediaKind ?? 0];
  switch (word) {
    case 'ring':
      return kind && hiding({ ...of, said: word, media: kind }, 'secret', field.key(read.secret));
    case 'hangup':
      return { ...of, said: word, superseded: read.superseded ?? false };
    case 'past': {
      const outcome = outcomes[read.outcome ?? 0];
      return kind && outcome && { ...of, said: word, media: kind, outcome };
    }
    case 'ringGroup':
    case 'unringGroup': {
      const { group } = groupFromWire(read);
      if (!group) throw new field.ContentRefused('a ring in no group');
      return kind && { ...of, said: word, media: kind, group };
    }
    default:
      return word && { ...of, said: word };
  }
}

/** The value with a copy of a secret that neither JSON nor an inspection shows. */
function hiding<Value extends object, Name extends string>(
  value: Value,
  name: Name,
  secret: Uint8Array,
): Value & Readonly<Record<Name, Uint8Array<ArrayBuffer>>> {
  Object.defineProperty(value, name, { value: new Uint8Array(secret) });
  return value as Value & Readonly<Record<Name, Uint8Array<ArrayBuffer>>>;
}
