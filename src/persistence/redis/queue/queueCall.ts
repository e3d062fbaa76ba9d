// The arguments and the answer of write.lua: what of a batch belongs to a shard stands together in
// one packed argument, because many small ones cost the driver four times as much; envelopes go by
// themselves. Numbers are big-endian; write.lua says the same in `struct` forms.

import type { SharedPayload } from './queueSeals.ts';

/** The owner is told again what it should remember of the device. */
const introduce = 1;
/** The owner is told how long the queue is. */
const measure = 2;
/** Only asks whether the guid is known: for a queue that is full. */
const probe = 4;
/** Instead of a number of splits: says about how many guids are remembered. */
export const countPlease = 255;

/** One envelope to be stored. */
export interface InsertItem {
  /** The full name of the queue, or of its views. */
  readonly queue: string;
  readonly introduce: boolean;
  readonly measure: boolean;
  readonly probe: boolean;
  /** The set that remembers it. Unit: 32 bits. */
  readonly low: number;
  /** What it is remembered by: decimal digits, the last nine of which are `low`. */
  readonly digits: string;
  /** See queueSeals.ts. */
  readonly member: Buffer;
  /** What it is a view of; a whole envelope has none. */
  readonly payload: SharedPayload | undefined;
}

/** Envelopes of one device to be deleted; positions ascend. */
export interface RemovalItem {
  /** The full name of its queue, or of its views where they are likely to be those. */
  readonly queue: string;
  readonly positions: readonly number[];
}

/** What of a batch is one shard's. */
export interface ShardCall {
  readonly prefix: string;
  /** The state its owner believes in, as it came; empty while it knows none. */
  readonly believed: Buffer;
  readonly token: number;
  readonly session: number;
  /** Positions given are greater. */
  readonly after: number;
  /** Sets of remembered guids to be split, or `countPlease`. */
  readonly splits: number;
  readonly inserts: readonly InsertItem[];
  readonly removals: readonly RemovalItem[];
}

/** What became of one insert. */
interface InsertAnswer {
  readonly outcome: 'stored' | 'duplicate' | 'full';
  readonly position: number;
  /** Where the device's copies in the durable store end; 0 when there are none. */
  horizon?: number;
  length?: number;
  bytes?: number;
}

/** `horizon`: when not all were there, so that some may be in the durable store. */
interface RemovalAnswer {
  readonly removed: number;
  readonly horizon?: number;
}

/** `state`: when it is not what the owner believed; `remembered`: about how many, when asked. */
interface InsertedAnswer {
  /** The token of a newer owner, who has the shard now: nothing was inserted. */
  readonly fencedBy: number | undefined;
  readonly state: Buffer | undefined;
  readonly remembered: number | undefined;
  readonly inserts: readonly InsertAnswer[];
}

/** What became of a shard's part. */
export interface ShardAnswer extends InsertedAnswer {
  readonly removals: readonly RemovalAnswer[];
}

const nothingInserted = {
  fencedBy: undefined,
  state: undefined,
  remembered: undefined,
  inserts: [],
} as const satisfies InsertedAnswer;

const stateBytes = 32;
const headBytes = 3 * 8 + 1 + 2 + 4;
const outcomes = ['stored', 'duplicate', 'full'] as const;

/** Those of the calls that insert, in their order: their states are named first. */
function inserting(calls: readonly ShardCall[]): ShardCall[] {
  return calls.filter((call) => call.inserts.length > 0);
}

/** The names that the call declares: of each state that is compared, or of one shard at least. */
export function keysOf(calls: readonly ShardCall[]): string[] {
  const keys = inserting(calls).map((call) => `${call.prefix}meta`);
  return keys.length > 0 ? keys : [`${calls[0]?.prefix}meta`];
}

/** The arguments for several shards. A payload is one argument, whatever shards it is for. */
export function packCalls(calls: readonly ShardCall[]): Buffer[] {
  const groups = inserting(calls);
  const lengths = groups.map(insertsLength);
  let size = 4;
  let removals = 0;
  for (let i = 0; i < groups.length; i++) {
    size += 1 + (groups[i] as ShardCall).believed.length + headBytes + (lengths[i] as number);
  }
  for (const call of calls) {
    removals += call.removals.length;
    size += removalsLength(call);
  }
  const packed = Buffer.allocUnsafe(size);
  const all: Buffer[] = [packed];
  for (const { inserts } of groups) for (const { member } of inserts) all.push(member);
  const indexes = new Map<SharedPayload, number>();
  const argumentOf = (payload: SharedPayload) => {
    const known = indexes.get(payload);
    if (known !== undefined) return known;
    all.push(payload.sealed);
    indexes.set(payload, all.length);
    return all.length;
  };
  let at = packed.writeUInt16BE(groups.length, 0);
  for (let i = 0; i < groups.length; i++) {
    at = packInserts(packed, at, groups[i] as ShardCall, lengths[i] as number, argumentOf);
  }
  at = packed.writeUInt16BE(removals, at);
  for (const call of calls) at = packRemovals(packed, at, call);
  return all;
}

function insertsLength({ inserts }: ShardCall): number {
  let length = 0;
  for (const { queue, digits } of inserts) {
    length += 1 + 1 + queue.length + 4 + 1 + digits.length + 2;
  }
  return length;
}

function removalsLength({ removals }: ShardCall): number {
  let length = 0;
  for (const { queue, positions } of removals) {
    length += 1 + 1 + queue.length + 2;
    for (const position of positions) length += 1 + digitsOf(position);
  }
  return length;
}

function packInserts(
  packed: Buffer,
  from: number,
  call: ShardCall,
  length: number,
  argumentOf: (payload: SharedPayload) => number,
): number {
  let at = from;
  packed[at++] = call.believed.length;
  at += call.believed.copy(packed, at);
  at = packed.writeDoubleBE(call.token, at);
  at = packed.writeDoubleBE(call.session, at);
  at = packed.writeDoubleBE(call.after, at);
  packed[at++] = call.splits;
  at = packed.writeUInt16BE(call.inserts.length, at);
  at = packed.writeUInt32BE(length, at);
  for (const item of call.inserts) {
    packed[at++] =
      (item.introduce ? introduce : 0) | (item.measure ? measure : 0) | (item.probe ? probe : 0);
    at = text(packed, at, item.queue);
    at = packed.writeUInt32BE(item.low, at);
    at = text(packed, at, item.digits);
    // The place of its payload among the arguments; 0 where it is whole.
    at = packed.writeUInt16BE(item.payload ? argumentOf(item.payload) : 0, at);
  }
  return at;
}

function packRemovals(packed: Buffer, from: number, { prefix, removals }: ShardCall): number {
  let at = from;
  for (const item of removals) {
    packed[at++] = prefix.length;
    at = text(packed, at, item.queue);
    at = packed.writeUInt16BE(item.positions.length, at);
    for (const position of item.positions) at = text(packed, at, String(position));
  }
  return at;
}

/** Writes a short text behind its length. */
function text(packed: Buffer, at: number, value: string): number {
  packed[at] = value.length;
  return at + 1 + packed.write(value, at + 1, 'latin1');
}

/** Decimal digits of a position, without making them. */
function digitsOf(position: number): number {
  return position >= 1e15 && position < 1e16 ? 16 : String(position).length;
}

/** A place in an answer. */
interface Reader {
  readonly answer: Buffer;
  at: number;
}

/** Reads the answer to the calls, in their order. */
export function readAnswers(answer: Buffer, calls: readonly ShardCall[]): ShardAnswer[] {
  const reader: Reader = { answer, at: 0 };
  const inserted = calls.map((call) =>
    call.inserts.length > 0 ? readInserts(reader, call) : nothingInserted,
  );
  return calls.map((call, i) => ({
    ...(inserted[i] as InsertedAnswer),
    removals: call.removals.map((item) => readRemoval(reader, item)),
  }));
}

function readInserts(reader: Reader, call: ShardCall): InsertedAnswer {
  const { answer } = reader;
  const from = reader.at;
  if (answer[from] === 1) {
    reader.at += 9;
    return { ...nothingInserted, fencedBy: answer.readDoubleBE(from + 1) };
  }
  const relearn = answer[from + 1] === 1;
  let at = from + 4;
  let state: Buffer | undefined;
  let remembered: number | undefined;
  if (answer[from + 2] === 1) {
    state = Buffer.from(answer.subarray(at, at + stateBytes));
    at += stateBytes;
  }
  if (answer[from + 3] === 1) {
    remembered = answer.readDoubleBE(at);
    at += 8;
  }
  const inserts: InsertAnswer[] = [];
  const listed = answer[at++] === 1;
  const first = answer.readDoubleBE(listed ? at + 1 : at);
  for (let i = 0; i < call.inserts.length; i++, at += listed ? 9 : 0) {
    const outcome = listed ? outcomes[answer[at] as number] : 'stored';
    const position = listed ? answer.readDoubleBE(at + 1) : first + i;
    inserts.push({ outcome: outcome as InsertAnswer['outcome'], position });
  }
  reader.at = listed ? at : at + 8;
  readTold(reader, call, relearn, inserts);
  return { fencedBy: undefined, state, remembered, inserts };
}

/** What the owner is told of devices, behind everything else of its shard. */
function readTold(
  reader: Reader,
  call: ShardCall,
  relearn: boolean,
  inserts: readonly InsertAnswer[],
): void {
  const number = () => {
    reader.at += 8;
    return reader.answer.readDoubleBE(reader.at - 8);
  };
  for (let i = 0; i < inserts.length; i++) {
    const item = call.inserts[i] as InsertItem;
    const told = inserts[i] as InsertAnswer;
    if (item.introduce || relearn) told.horizon = number();
    if (!item.measure) continue;
    told.length = number();
    told.bytes = number();
  }
}

function readRemoval(reader: Reader, { positions }: RemovalItem): RemovalAnswer {
  const removed = reader.answer.readUInt16BE(reader.at);
  reader.at += 2;
  if (removed === positions.length) return { removed };
  reader.at += 8;
  return { removed, horizon: reader.answer.readDoubleBE(reader.at - 8) };
}
