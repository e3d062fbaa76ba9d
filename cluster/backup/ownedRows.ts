// Rows of a store as a backup has them: those of an account are sealed under its own key, so that a
// backup forgets it with that. Rows that are near each other and the same accounts' share a seal.
//
//   u8 owners ‖ 16-byte slot, for each ‖ u32be length ‖ body, sealed for the one after the other
//   body: u8 length ‖ shelf ‖ rows
//   row:  u32be length ‖ key ‖ u32be length ‖ value

import type { AccountKey } from '#crypto';
import { ArchiveError, openForAccount, sealForAccount, slotBytes } from '#crypto';
import type { OwnedRow, Pages } from '#persistence';
import type { AccountId } from '#protocol';

/** Bytes of rows that are sorted by whose they are, about. */
const sortedBytes = 8 * 1024 * 1024;
/** Bytes of one piece of the stream, about. */
const pieceBytes = 1024 * 1024;
/** Bytes of rows under one seal, about. */
const bodyBytes = 64 * 1024;
/** A document of MongoDB has 16 MiB at the most. */
const bodyBytesMax = 32 * 1024 * 1024;
const lengthBytes = 4;

type Bytes = AsyncIterable<Uint8Array>;
type Row = Omit<OwnedRow, 'owners'>;

/**
 * `keyOf` answers undefined for whoever was deleted: what is theirs is left out. Rows of an account
 * stay in order; where accounts alternate, some megabytes of rows are sorted by whose they are.
 */
export async function* sealRows(
  pages: Pages<OwnedRow>,
  keyOf: (account: AccountId) => AccountKey | undefined,
): AsyncGenerator<Uint8Array> {
  let [groups, bytes] = [new Map<string, Group>(), 0];
  for await (const page of pages) {
    for (const { shelf, key, value, owners } of page) {
      const name = `${shelf}\0${owners.join()}`;
      let group = groups.get(name);
      if (!group) groups.set(name, (group = { shelf, owners, rows: [] }));
      group.rows.push(rowOf(key, value));
      bytes += key.length + value.length;
    }
    if (bytes < sortedBytes) continue;
    yield* sealedGroups(groups, keyOf);
    [groups, bytes] = [new Map(), 0];
  }
  yield* sealedGroups(groups, keyOf);
}

/** What is the same accounts' in one table. */
interface Group {
  readonly shelf: string;
  readonly owners: readonly AccountId[];
  readonly rows: Uint8Array[];
}

/** All records of some groups, many in a piece. */
function* sealedGroups(
  groups: ReadonlyMap<string, Group>,
  keyOf: (account: AccountId) => AccountKey | undefined,
): Generator<Uint8Array> {
  let [held, bytes]: [Uint8Array[], number] = [[], 0];
  for (const { shelf, owners, rows } of groups.values()) {
    const keys = owners.map(keyOf);
    if (keys.includes(undefined)) continue;
    for (const body of bodiesOf(shelf, rows)) {
      const record = recordOf(
        keys.flatMap((one) => one ?? []),
        body,
      );
      held.push(record);
      bytes += record.length;
    }
    if (bytes < pieceBytes) continue;
    yield Buffer.concat(held);
    [held, bytes] = [[], 0];
  }
  if (held.length > 0) yield Buffer.concat(held);
}

function* bodiesOf(shelf: string, rows: readonly Uint8Array[]): Generator<Uint8Array> {
  const name = Buffer.from(shelf);
  const head = [Buffer.of(name.length), name];
  let [held, bytes]: [Uint8Array[], number] = [[...head], 0];
  for (const row of rows) {
    if (bytes >= bodyBytes) {
      yield Buffer.concat(held);
      [held, bytes] = [[...head], 0];
    }
    held.push(row);
    bytes += row.length;
  }
  yield Buffer.concat(held);
}

function recordOf(keys: readonly AccountKey[], plain: Uint8Array): Uint8Array {
  let body = plain;
  for (const key of keys) body = sealForAccount(key, body);
  const slots = keys.map(({ slot }) => Buffer.from(slot, 'hex'));
  return Buffer.concat([Buffer.of(keys.length), ...slots, lengthOf(body), body]);
}

function rowOf(key: Uint8Array, value: Uint8Array): Uint8Array {
  const row = Buffer.allocUnsafe(2 * lengthBytes + key.length + value.length);
  row.writeUInt32BE(key.length);
  row.set(key, lengthBytes);
  row.writeUInt32BE(value.length, lengthBytes + key.length);
  row.set(value, 2 * lengthBytes + key.length);
  return row;
}

/**
 * Reads rows again; what belongs to accounts without a key is passed over, and `forgotten` hears
 * what they were called. Throws ArchiveError.
 */
export async function* openRows(
  stream: Bytes,
  keyAt: (slot: string) => Uint8Array | undefined,
  forgotten: (slot: string) => void,
): AsyncGenerator<readonly Row[]> {
  for await (const { slots, body } of records(stream)) {
    const keys = slots.flatMap((slot) => {
      const key = keyAt(slot);
      if (!key) forgotten(slot);
      return key ? [{ slot, key }] : [];
    });
    if (keys.length === slots.length) yield Array.from(rowsIn(opened(keys, body)));
  }
}

function opened(keys: readonly AccountKey[], sealed: Uint8Array): Buffer {
  let body: Uint8Array | undefined = sealed;
  for (const key of keys.toReversed()) body = body && openForAccount(key, body);
  if (!body) throw notRows();
  return Buffer.from(body.buffer, body.byteOffset, body.length);
}

function* rowsIn(body: Buffer): Generator<Row> {
  let at = 0;
  const take = (length: number) => {
    if (at + length > body.length) throw notRows();
    at += length;
    return body.subarray(at - length, at);
  };
  const taken = () => take(take(lengthBytes).readUInt32BE(0));
  const shelf = take(take(1)[0] ?? 0).toString();
  while (at < body.length) yield { shelf, key: taken(), value: taken() };
}

async function* records(stream: Bytes) {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
    for (;;) {
      const headBytes = 1 + (held[0] ?? 0) * slotBytes + lengthBytes;
      if (held.length < headBytes) break;
      const length = held.readUInt32BE(headBytes - lengthBytes);
      if (length > bodyBytesMax) throw notRows();
      if (held.length < headBytes + length) break;
      const slots = Array.from({ length: held[0] ?? 0 }, (_, nth) =>
        held.toString('hex', 1 + nth * slotBytes, 1 + (nth + 1) * slotBytes),
      );
      yield { slots, body: held.subarray(headBytes, headBytes + length) };
      held = held.subarray(headBytes + length);
    }
  }
  if (held.length > 0) throw notRows();
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(bytes.length);
  return length;
}

function notRows(): ArchiveError {
  return new ArchiveError('What this backup has of the store are no rows.');
}
