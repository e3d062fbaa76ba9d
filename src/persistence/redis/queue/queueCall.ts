// The arguments and the answer of write.lua: what of a batch belongs to a shard stands together in
// one packed argument, because many small ones cost the driver four times as much; envelopes go by
// themselves. Numbers are big-endian; write.lua says the same in `struct` forms.

/** The owner is told again what it should remember of the device. */
const INTRODUCE = 1;
/** The owner is told how long the queue is. */
const MEASURE = 2;
/** Only asks whether the guid is known: for a queue that is full. */
const PROBE = 4;

/** Instead of a number of splits: says about how many guids are remembered. */
export const countPlease = 255;

/** One envelope to be stored. */
export interface InsertItem {
  /** The full name of the queue. */
  readonly queue: string;
  readonly introduce: boolean;
  readonly measure: boolean;
  readonly probe: boolean;
  /** Which set remembers it. Unit: 32 bits. */
  readonly low: number;
  /** By which it is remembered: decimal digits, the last nine of which are `low`. */
  readonly digits: string;
  /** The guid's 16 bytes, then the sealed envelope. */
  readonly member: Buffer;
}

/** Envelopes of one device to be deleted; positions ascend. */
export interface RemovalItem {
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
export interface InsertAnswer {
  readonly outcome: 'stored' | 'duplicate' | 'full';
  readonly position: number;
  /** Where the device's copies in the durable store end; 0 when there are none. */
  horizon?: number;
  length?: number;
  bytes?: number;
}

/** `horizon`: when not all were there, so that some may be in the durable store. */
export interface RemovalAnswer {
  readonly removed: number;
  readonly horizon?: number;
}

/** `state`: when it is not what the owner believed; `remembered`: about how many, when asked. */
export type ShardAnswer =
  | { readonly fencedBy: number }
  | {
      readonly fencedBy: undefined;
      readonly state: Buffer | undefined;
      readonly remembered: number | undefined;
      readonly inserts: readonly InsertAnswer[];
      readonly removals: readonly RemovalAnswer[];
    };

export const stateBytes = 32;
const headBytes = 3 * 8 + 1 + 2 + 2 + 4;
const outcomes = ['stored', 'duplicate', 'full'] as const;

/** The arguments for several shards. */
export function packCalls(calls: readonly ShardCall[]): Buffer[] {
  const lengths = calls.map(itemsLength);
  let size = 2;
  for (let i = 0; i < calls.length; i++) {
    const { prefix, believed } = calls[i] as ShardCall;
    size += 2 + prefix.length + believed.length + headBytes + (lengths[i] as number);
  }
  const packed = Buffer.allocUnsafe(size);
  let at = packed.writeUInt16BE(calls.length, 0);
  for (let i = 0; i < calls.length; i++) {
    at = packCall(packed, at, calls[i] as ShardCall, lengths[i] as number);
  }
  const all: Buffer[] = [packed];
  for (const { inserts } of calls) for (const { member } of inserts) all.push(member);
  return all;
}

function itemsLength({ inserts, removals }: ShardCall): number {
  let length = 0;
  for (const { queue, digits } of inserts) {
    length += 1 + 1 + queue.length + 4 + 1 + digits.length;
  }
  for (const { queue, positions } of removals) {
    length += 1 + queue.length + 2;
    for (const position of positions) length += 1 + digitsOf(position);
  }
  return length;
}

function packCall(packed: Buffer, from: number, call: ShardCall, length: number): number {
  let at = text(packed, from, call.prefix);
  packed[at++] = call.believed.length;
  at += call.believed.copy(packed, at);
  at = packed.writeDoubleBE(call.token, at);
  at = packed.writeDoubleBE(call.session, at);
  at = packed.writeDoubleBE(call.after, at);
  packed[at++] = call.splits;
  at = packed.writeUInt16BE(call.inserts.length, at);
  at = packed.writeUInt16BE(call.removals.length, at);
  at = packed.writeUInt32BE(length, at);
  for (const item of call.inserts) {
    packed[at++] =
      (item.introduce ? INTRODUCE : 0) | (item.measure ? MEASURE : 0) | (item.probe ? PROBE : 0);
    at = text(packed, at, item.queue);
    at = packed.writeUInt32BE(item.low, at);
    at = text(packed, at, item.digits);
  }
  for (const item of call.removals) {
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

/** Reads the answer to the calls, in their order. */
export function readAnswers(answer: Buffer, calls: readonly ShardCall[]): ShardAnswer[] {
  let from = 0;
  return calls.map((call) => {
    const length = answer.readUInt32BE(from);
    const read = readAnswer(answer, from + 4, call);
    from += 4 + length;
    return read;
  });
}

function readAnswer(answer: Buffer, from: number, call: ShardCall): ShardAnswer {
  if (answer[from] === 1) return { fencedBy: answer.readDoubleBE(from + 1) };
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
  if (call.inserts.length > 0) {
    const listed = answer[at++] === 1;
    const first = answer.readDoubleBE(listed ? at + 1 : at);
    for (let i = 0; i < call.inserts.length; i++, at += listed ? 9 : 0) {
      const outcome = listed ? outcomes[answer[at] as number] : 'stored';
      const position = listed ? answer.readDoubleBE(at + 1) : first + i;
      inserts.push({ outcome: outcome as InsertAnswer['outcome'], position });
    }
    if (!listed) at += 8;
  }
  const removals: RemovalAnswer[] = [];
  for (let i = 0; i < call.removals.length; i++) {
    const removed = answer.readUInt16BE(at);
    at += 2;
    const isAll = removed === (call.removals[i] as RemovalItem).positions.length;
    removals.push(isAll ? { removed } : { removed, horizon: answer.readDoubleBE(at) });
    if (!isAll) at += 8;
  }
  readTold(answer, at, call, relearn, inserts);
  return { fencedBy: undefined, state, remembered, inserts, removals };
}

/** What the owner is told of devices, behind everything else. */
function readTold(
  answer: Buffer,
  from: number,
  call: ShardCall,
  relearn: boolean,
  inserts: readonly InsertAnswer[],
): void {
  let at = from;
  const number = () => {
    at += 8;
    return answer.readDoubleBE(at - 8);
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
