// What a Redis holds at one moment, as the file it would load: asked for as a replica asks, so that
// it is the same of a private server and of somebody's own, and needs no folder of either. All that
// was answered before the request is in it.

import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { RedisClient, RedisNode } from '#runtime';
import { redisNodes } from '#runtime';
import { StoreError } from '../storeError.ts';

/** A server says something at least every ten seconds while it prepares. */
const silenceTimeoutMs = 60_000;
/** Another snapshot under way may have begun before this request: it is waited for. */
const busyTimeoutMs = 600_000;
const busyPollMs = 250;
const endMarkBytes = 40;
const lineBytesMax = 1024;

/** One snapshot a server that holds data, in a fixed order. Each is read once. */
export function snapshotsOf(client: RedisClient): { read(): AsyncGenerator<Uint8Array> }[] {
  return redisNodes(client).map((node) => ({ read: () => snapshotOf(node) }));
}

async function* snapshotOf(node: RedisNode): AsyncGenerator<Uint8Array> {
  await whenIdle(node);
  const socket = open(node);
  try {
    const { username, password } = node.options;
    const asks = [
      ...(password ? [['AUTH', ...(username ? [username] : []), password]] : []),
      ['REPLCONF', 'capa', 'eof'],
      ['REPLCONF', 'rdb-only', '1'],
      ['SYNC'],
    ];
    yield* payloadOf(socket, asks);
  } finally {
    socket.destroy();
  }
}

async function whenIdle(node: RedisNode): Promise<void> {
  for (let waitedMs = 0; waitedMs < busyTimeoutMs; waitedMs += busyPollMs) {
    if (!/rdb_bgsave_in_progress:1/.test(await node.info('persistence'))) return;
    await sleep(busyPollMs);
  }
  throw new StoreError('Redis does not end another snapshot; look at its INFO persistence.');
}

function open({ options, stream }: RedisNode): Socket {
  const found = stream as Socket | undefined;
  const host = options.sentinels ? found?.remoteAddress : options.host;
  const port = options.sentinels ? found?.remotePort : options.port;
  const at = options.path ? { path: options.path } : { host: host ?? '', port: port ?? 0 };
  const socket =
    options.tls && !options.path ? connectTls({ ...at, ...options.tls }) : connect(at as never);
  socket.setTimeout(silenceTimeoutMs, () => socket.destroy(new Error('no word in time')));
  return socket;
}

function tell(socket: Socket, words: readonly string[]): void {
  const each = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('');
  socket.write(`*${words.length}\r\n${each}`);
}

/**
 * Asks one thing after the other, as nothing may be unanswered when the last comes: it is answered
 * by a length or a mark of the end, then the bytes.
 */
async function* payloadOf(
  socket: Socket,
  asks: readonly (readonly string[])[],
): AsyncGenerator<Uint8Array> {
  const chunks = chunksOf(socket);
  let rest: Buffer = Buffer.alloc(0);
  let line = '';
  for (const ask of asks) {
    tell(socket, ask);
    ({ line, rest } = await answerLine(rest, chunks));
    // An older server knows no `rdb-only`, which costs it a little memory.
    if (!line.startsWith('-') || ask[0] === 'REPLCONF') continue;
    const [code] = line.slice(1).split(' ');
    throw new StoreError(`Redis gives no snapshot (${code}): its user needs the command SYNC.`);
  }
  const mark = /^\$EOF:(.{40})$/.exec(line)?.[1];
  if (mark !== undefined) return yield* untilMark(rest, chunks, Buffer.from(mark, 'latin1'));
  yield* ofLength(rest, chunks, Number(line.slice(1)));
}

async function* chunksOf(socket: Socket): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of socket) yield chunk as Buffer;
  } catch (cause) {
    throw new StoreError('Redis ended a snapshot before it was whole; try again.', { cause });
  }
}

/** The next line that says something: a server that prepares sends empty ones. */
async function answerLine(rest: Buffer, chunks: AsyncGenerator<Buffer>) {
  let seen = rest;
  for (;;) {
    for (let at = seen.indexOf(10); at >= 0; at = seen.indexOf(10)) {
      const line = seen.toString('latin1', 0, at).trim();
      seen = seen.subarray(at + 1);
      if (line !== '') return { line, rest: seen };
    }
    const next = await chunks.next();
    if (next.done || seen.length > lineBytesMax) {
      throw new StoreError('Redis gives no snapshot: it does not speak as a master does.');
    }
    seen = Buffer.concat([seen, next.value]);
  }
}

async function* untilMark(
  rest: Buffer,
  chunks: AsyncGenerator<Buffer>,
  mark: Buffer,
): AsyncGenerator<Uint8Array, void> {
  let held = rest;
  for (;;) {
    const tail = held.subarray(Math.max(0, held.length - endMarkBytes));
    if (tail.equals(mark)) return yield held.subarray(0, held.length - endMarkBytes);
    if (held.length > endMarkBytes) yield held.subarray(0, held.length - endMarkBytes);
    const next = await chunks.next();
    if (next.done) throw cutShort();
    held = Buffer.concat([tail, next.value]);
  }
}

async function* ofLength(
  rest: Buffer,
  chunks: AsyncGenerator<Buffer>,
  length: number,
): AsyncGenerator<Uint8Array, void> {
  let left = length;
  for (let chunk = rest; ; ) {
    const part = chunk.subarray(0, left);
    left -= part.length;
    yield part;
    if (left === 0) return;
    const next = await chunks.next();
    if (next.done) throw cutShort();
    chunk = next.value;
  }
}

function cutShort(): StoreError {
  return new StoreError('Redis ended a snapshot before it was whole; try again.');
}
