// What travels on the bus and how it is written: a version byte, the sender's id, then MessagePack
// items one after the other. Frames come from our own workers, but a garbled one must cost nothing
// more than itself.

import { Packr } from 'msgpackr';
import type { AccountCommand } from '#actors';
import type { Delivery } from '#ports';
import type { AccountId, ConnectionId, MemberId, Result } from '#protocol';
import { parseAccountId, parseMemberId } from '#protocol';

/** Workers of another frame version do not understand each other: such frames are dropped. */
export const busVersion = 1;

/** A question, its answer, or a delivery. `attempt` tells repeated questions of one ask apart. */
export type BusItem =
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly attempt: number;
      readonly to: AccountId;
      readonly command: AccountCommand;
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
    };

export interface BusFrame {
  readonly from: MemberId;
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

const tags = { ask: 1, answer: 2, deliver: 3 } as const;

/** Encodes one item; fields that are undefined are left out. */
export function encodeItem(item: BusItem): Uint8Array {
  switch (item.type) {
    case 'ask':
      return packr.pack([tags.ask, item.id, item.attempt, item.to, item.command]);
    case 'answer':
      return packr.pack([tags.answer, item.id, item.attempt, item.result]);
    case 'deliver':
      return packr.pack([tags.deliver, item.connection, item.delivery]);
  }
}

/** Joins encoded items to one frame. */
export function encodeFrame(from: MemberId, items: readonly Uint8Array[]): Uint8Array {
  const sender = Buffer.from(from, 'latin1');
  return Buffer.concat([Buffer.from([busVersion, sender.length]), sender, ...items]);
}

/** Decodes a frame, or says `undefined` for anything that is none. */
export function decodeFrame(bytes: Uint8Array): BusFrame | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = buffer[1];
  if (buffer[0] !== busVersion || length === undefined) return undefined;
  const from = parseMemberId(buffer.toString('latin1', 2, 2 + length));
  if (from === undefined || buffer.length === 2 + length) return undefined;
  try {
    const items: BusItem[] = [];
    for (const value of packr.unpackMultiple(buffer.subarray(2 + length)) as unknown[]) {
      const item = readItem(value);
      if (!item) return undefined;
      items.push(item);
    }
    return { from, items };
  } catch {
    return undefined;
  }
}

/** What the other side would read: the price of the bus without the bus. */
export function throughBus<T>(value: T): T {
  return packr.unpack(packr.pack(value)) as T;
}

function readItem(value: unknown): BusItem | undefined {
  if (!Array.isArray(value)) return undefined;
  const [tag, first, second, third, fourth] = value as unknown[];
  if (tag === tags.deliver) {
    if (typeof first !== 'string' || !hasType(second)) return undefined;
    return { type: 'deliver', connection: first as ConnectionId, delivery: second as Delivery };
  }
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second)) return undefined;
  const [id, attempt] = [first as number, second as number];
  if (tag === tags.ask) {
    const to = typeof third === 'string' ? parseAccountId(third) : undefined;
    if (to === undefined || !hasType(fourth)) return undefined;
    return { type: 'ask', id, attempt, to, command: fourth as AccountCommand };
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
