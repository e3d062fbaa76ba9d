// What travels on the bus and how it is written:
//
//   1   version
//   1   length of the sender's id, then the id
//   6   number of the frame among those of this sender for this receiver, from 1
//   6   the oldest ask the sender still waits for: answers to older ones need not be kept
//   …   MessagePack items one after the other; what asks share goes before the first of them
//
// Where others may write as well it is followed by a tag (sealedBus.ts).

import { Packr } from 'msgpackr';
import type { Command } from '#actors';
import type { Delivery } from '#ports';
import type { ConnectionId, EntityAddress, MemberId, Result } from '#protocol';
import { formatEntityAddress, parseEntityAddress, parseMemberId } from '#protocol';

/** Workers of another frame version do not understand each other: such frames are dropped. */
export const busVersion = 4;
const numberBytes = 6;

/**
 * A question, its answer, or a delivery; and what is said about questions without their payload:
 * `probe` asks whether these are known, `missing` says which are not, `gap` that frames did not
 * come. `leave` sends the receiver away. `attempt` tells repeated questions of one ask apart.
 */
export type BusItem =
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly attempt: number;
      readonly to: EntityAddress;
      readonly command: Command;
    }
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly attempt: number;
      readonly result: Result<unknown>;
    }
  | {
      readonly type: 'deliver';
      readonly connection: ConnectionId;
      readonly delivery: Delivery;
    }
  | { readonly type: 'probe' | 'missing'; readonly ids: readonly number[] }
  | { readonly type: 'gap' | 'leave' };

type BusAsk = Extract<BusItem, { readonly type: 'ask' }>;

export interface FrameHeader {
  readonly from: MemberId;
  readonly number: number;
  readonly oldest: number;
}

export interface BusFrame extends FrameHeader {
  readonly items: readonly BusItem[];
}

// No shared state between frames: no records, no structures. Byte fields are copied out of the
// frame, so that one kept envelope does not keep the whole frame in memory.
const settings = {
  useRecords: false,
  moreTypes: false,
  copyBuffers: true,
  skipValues: [undefined],
};
const packr = new Packr(settings);

const tags = {
  ...{ ask: 1, answer: 2, deliver: 3, probe: 4, missing: 5, gap: 6, shared: 7, leave: 8 },
} as const;

/** Encodes one item; fields that are undefined are left out. */
export function encodeItem(item: BusItem): Uint8Array {
  switch (item.type) {
    case 'ask':
      return packr.pack([...headOf(item), item.command]);
    case 'answer':
      return packr.pack([tags.answer, item.id, item.attempt, item.result]);
    case 'deliver':
      return packr.pack([tags.deliver, item.connection, item.delivery]);
    case 'probe':
    case 'missing':
      return packr.pack([tags[item.type], item.ids]);
    case 'gap':
    case 'leave':
      return packr.pack([tags[item.type]]);
  }
}

/** Encodes an ask without what it shares, and where that stands among what the frame shares. */
export function encodeSharing(ask: BusAsk, sharedAt: number): Uint8Array {
  return packr.pack([...headOf(ask), { ...ask.command, shared: undefined }, sharedAt]);
}

function headOf({ id, attempt, to }: BusAsk): unknown[] {
  return [tags.ask, id, attempt, formatEntityAddress(to)];
}

/** Encodes what asks of a frame share. */
export function encodeShared(bytes: Uint8Array): Uint8Array {
  return packr.pack([tags.shared, bytes]);
}

/** Joins encoded items to one frame. */
export function joinFrame(
  { from, number, oldest }: FrameHeader,
  items: readonly Uint8Array[],
): Uint8Array {
  let length = 2 + from.length + 2 * numberBytes;
  for (const item of items) length += item.length;
  const frame = Buffer.allocUnsafe(length);
  frame[0] = busVersion;
  frame[1] = from.length;
  let at = 2 + frame.write(from, 2, 'latin1');
  at = frame.writeUIntBE(number, at, numberBytes);
  at = frame.writeUIntBE(oldest, at, numberBytes);
  for (const item of items) {
    frame.set(item, at);
    at += item.length;
  }
  return frame;
}

/** Reads a frame; undefined for garbage. */
export function readFrame(bytes: Uint8Array): BusFrame | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items = 2 + (buffer[1] ?? 0) + 2 * numberBytes;
  if (buffer[0] !== busVersion || buffer.length <= items) return undefined;
  const from = parseMemberId(buffer.toString('latin1', 2, items - 2 * numberBytes));
  const read = readItems(buffer.subarray(items));
  if (from === undefined || !read) return undefined;
  return {
    from,
    number: buffer.readUIntBE(items - 2 * numberBytes, numberBytes),
    oldest: buffer.readUIntBE(items - numberBytes, numberBytes),
    items: read,
  };
}

function readItems(bytes: Uint8Array): BusItem[] | undefined {
  try {
    const items: BusItem[] = [];
    const shared: Uint8Array[] = [];
    for (const value of packr.unpackMultiple(bytes) as unknown[]) {
      const item = readItem(value, shared);
      if (!item) return undefined;
      if (item !== 'shared') items.push(item);
    }
    return items;
  } catch {
    return undefined;
  }
}

/** What the other side would read: the price of the bus without the bus. */
export function throughBus<T>(value: T): T {
  return packr.unpack(packr.pack(value)) as T;
}

/** Reads an item, or adds to what is shared. */
function readItem(value: unknown, shared: Uint8Array[]): BusItem | 'shared' | undefined {
  if (!Array.isArray(value)) return undefined;
  const [tag, first, second, third, fourth, fifth] = value as unknown[];
  if (tag === tags.shared) {
    if (!(first instanceof Uint8Array)) return undefined;
    shared.push(first);
    return 'shared';
  }
  if (tag === tags.deliver) {
    if (typeof first !== 'string' || !hasType(second)) return undefined;
    return { type: 'deliver', connection: first as ConnectionId, delivery: second as Delivery };
  }
  if (tag === tags.gap) return { type: 'gap' };
  if (tag === tags.leave) return { type: 'leave' };
  if (tag === tags.probe || tag === tags.missing) {
    if (!Array.isArray(first) || !first.every(Number.isSafeInteger)) return undefined;
    return { type: tag === tags.probe ? 'probe' : 'missing', ids: first as number[] };
  }
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second)) return undefined;
  const [id, attempt] = [first as number, second as number];
  if (tag === tags.ask) {
    const to = typeof third === 'string' ? parseEntityAddress(third) : undefined;
    if (to === undefined || !hasType(fourth)) return undefined;
    if (fifth === undefined) return { type: 'ask', id, attempt, to, command: fourth };
    const known = shared[fifth as number];
    return known && { type: 'ask', id, attempt, to, command: { ...fourth, shared: known } };
  }
  if (tag !== tags.answer || !isResult(third)) return undefined;
  return { type: 'answer', id, attempt, result: third };
}

function hasType(value: unknown): value is { type: string } {
  return isObject(value) && typeof value['type'] === 'string';
}

function isResult(value: unknown): value is Result<unknown> {
  if (!isObject(value)) return false;
  if (value['ok'] === true) return true;
  const refusal = value['refusal'];
  return value['ok'] === false && isObject(refusal) && typeof refusal['code'] === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
