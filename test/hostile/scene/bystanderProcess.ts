// Two pairs of honest devices in a process of their own, talking all the while. The parent asks
// for the ledger of what was said since it last asked.

import { createHash, randomBytes } from 'node:crypto';
import type { AccountId, ErrorCode } from '#protocol';
import {
  decodeDeliver,
  decodeEnvelope,
  decodeSendAnswer,
  encodeAck,
  encodeSend,
  guidFromBytes,
} from '#protocol';
import { io, type Socket } from 'socket.io-client';

/** A device as the parent has registered it. */
export interface BystanderDevice {
  readonly account: string;
  readonly username: string;
  readonly password: string;
  readonly registrationId: number;
}

/** What was said since the last ledger, and, at the end, whether all of it arrived. */
export interface BystanderLedger {
  readonly acknowledged: number;
  readonly delivered: number;
  readonly refused: readonly string[];
  /** Acknowledged and not delivered yet. */
  readonly missing: number;
  /** Delivered once more, with the same guid. */
  readonly repeated: number;
  /** Content that differs from what was sent, was never sent, or came out of order. */
  readonly wrong: readonly string[];
  /** Connections that were lost. */
  readonly lost: number;
  /** From the call of send to the recipient's event. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export type BystanderOrder =
  | { readonly order: 'begin'; readonly url: string; readonly devices: readonly BystanderDevice[] }
  | { readonly order: 'ledger' }
  | { readonly order: 'finish' };

const everyMs = 40;
const contentBytes = 300;
const answerTimeoutMs = 15_000;
/** As every client does it when the server says that it is away: the same again, a little later. */
const againAfterMs = 200;
const triesMax = 10;
const away: readonly ErrorCode[] = ['server.unavailable', 'server.timeout', 'shard.not_owner'];
const settleMs = 10_000;

interface Expected {
  readonly digest: string;
  readonly sentAtMs: number;
}

const waiting = new Map<string, Expected>();
const lastPosition = new Map<string, number>();
let latencies: number[] = [];
let acknowledged = 0;
const heard = new Set<string>();
let delivered = 0;
let repeated = 0;
let refused: string[] = [];
let wrong: string[] = [];
let lost = 0;
let talking = true;
const sends = new Set<Promise<void>>();

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function hear(socket: Socket): void {
  socket.on('deliver', (bytes: Uint8Array) => {
    const guids = decodeDeliver(bytes).map((one) => {
      const envelope = decodeEnvelope(one);
      // The sender's clock counts its messages: with its address it names this one.
      const stream = `${envelope.sourceServiceId}>${envelope.destinationServiceId}`;
      const name = `${stream}/${envelope.clientTimestamp}`;
      const expected = waiting.get(name);
      const guid = guidFromBytes(envelope.serverGuid) ?? '';
      // A repetition while a shard moves is the protocol's right; clients know it by its guid.
      if (heard.has(guid)) repeated++;
      else if (!expected) wrong.push('unknown');
      else {
        waiting.delete(name);
        delivered++;
        latencies.push(performance.now() - expected.sentAtMs);
        if (expected.digest !== digestOf(envelope.content)) wrong.push('changed');
        if ((lastPosition.get(stream) ?? 0) >= envelope.clientTimestamp) wrong.push('order');
        lastPosition.set(stream, envelope.clientTimestamp);
        heard.add(guid);
      }
      return envelope.serverGuid;
    });
    socket.emit('ack', encodeAck(guids), () => {});
  });
}

/** The code of what was refused, whatever the tries. */
async function taken(socket: Socket, frame: Uint8Array): Promise<string | undefined> {
  for (let tries = 1; ; tries++) {
    const answer = await socket.timeout(answerTimeoutMs).emitWithAck('send', frame);
    const code = decodeSendAnswer(answer as Uint8Array).refusal?.code;
    if (code === undefined || !away.includes(code) || tries === triesMax) return code;
    await new Promise((resolve) => setTimeout(resolve, againAfterMs));
  }
}

async function talk(socket: Socket, from: BystanderDevice, to: BystanderDevice): Promise<void> {
  for (let count = 1; talking; count++) {
    const content = randomBytes(contentBytes);
    const guid = randomBytes(16);
    const timestamp = 1_700_000_000_000 + count;
    const name = `${from.account}>${to.account}/${timestamp}`;
    waiting.set(name, { digest: digestOf(content), sentAtMs: performance.now() });
    const contents = [{ deviceId: 1, registrationId: to.registrationId, type: 1, content }];
    const destination = to.account as AccountId;
    const frame = encodeSend({
      ...{ guid, destination, contents, timestamp },
      ...{ ephemeral: false, urgent: true },
    });
    try {
      const code = await taken(socket, frame);
      if (code) refused.push(code);
      else acknowledged++;
    } catch {
      refused.push('no answer');
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

async function begin(url: string, devices: readonly BystanderDevice[]): Promise<void> {
  const sockets = await Promise.all(
    devices.map(({ username, password }) => {
      const socket = io(url, {
        auth: { protocol: 1, username, password },
        transports: ['websocket'],
        forceNew: true,
      });
      hear(socket);
      socket.on('disconnect', () => lost++);
      return new Promise<Socket>((resolve) => socket.once('connect', () => resolve(socket)));
    }),
  );
  devices.forEach((from, index) => {
    const to = devices[index ^ 1];
    const socket = sockets[index];
    if (to && socket) sends.add(talk(socket, from, to));
  });
}

function ledger(): BystanderLedger {
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  const facts = { acknowledged, delivered, repeated, refused, wrong, lost, missing: waiting.size };
  const result = { ...facts, p50Ms: at(0.5), p99Ms: at(0.99) };
  acknowledged = 0;
  delivered = 0;
  repeated = 0;
  lost = 0;
  [refused, wrong, latencies] = [[], [], []];
  return result;
}

async function finish(): Promise<void> {
  talking = false;
  await Promise.all(sends);
  for (let waited = 0; waiting.size > 0 && waited < settleMs; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  process.send?.(ledger(), () => process.exit(0));
}

process.on('message', (message: BystanderOrder) => {
  if (message.order === 'begin') {
    void begin(message.url, message.devices).then(() => process.send?.('begun'));
  } else if (message.order === 'ledger') process.send?.(ledger());
  else void finish();
});
process.on('disconnect', () => process.exit(0));
