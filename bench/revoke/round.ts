// One revocation: a linked device hears a stream of messages, in the middle of which its primary
// removes it.

import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import {
  decodeClosing,
  decodeDeliver,
  decodeEnvelope,
  decodeSendAnswer,
  encodeAck,
  encodeSend,
} from '#protocol';
import { Household, type HouseholdDevice } from '#lab/household.ts';
import type { PlainDevice } from '#lab/plainDevice.ts';
import { someAtOnce } from '#lab/someAtOnce.ts';

const contentBytes = 300;
const connectTimeoutMs = 20_000;
const sendsAtOnce = 100;
/** The primary asks after so many were heard, at random. */
const heardFirstMax = 200;
const streamTimeoutMs = 30_000;
/** What may still come is waited for so long. */
const afterwardsMs = 300;
/** What was in the kernel when the answer was is read within so many turns of the event loop. */
const turnsOfTheAnswer = 4;

export interface Outcome {
  /**
   * How many were on their way to the device when the primary asked, from the writer's own queue
   * on.
   */
  readonly inFlight: number;
  /** The time from the primary's request to its answer. */
  readonly tookMs: number;
  readonly heardBefore: number;
  readonly heardAfter: number;
  /** Sends to both devices that were begun after the answer. */
  readonly sentAfter: number;
  /** Those of them that were taken. */
  readonly takenAfter: number;
  /** Those that were told of one device too many. */
  readonly refusedAfter: number;
  readonly isClosed: boolean;
  /** What the removed device was told, if anything. */
  readonly code: string;
  /** Its password opens a door after the answer. */
  readonly isLetIn: boolean;
}

export interface Ground {
  readonly url: string;
  readonly invitation: string;
  /** Writes to the household. */
  readonly writer: PlainDevice;
  readonly messages: number;
}

export async function runRound({ url, invitation, writer, messages }: Ground): Promise<Outcome> {
  const household = await Household.register(url, invitation);
  const linked = await household.link();
  const [ear, pen] = await Promise.all([connect(url, linked), connect(url, writer)]);
  const devices = [household.primary, linked];
  const heard = listen(ear);
  let answered = false;
  const sends = new Sends(pen, household.account, devices);
  const stream = sends.stream(messages, () => answered);
  const heardFirst = Math.floor(Math.random() * heardFirstMax);
  while (heard.envelopes < heardFirst) await sleep(1);
  const inFlight = messages - heard.envelopes;
  const began = performance.now();
  await household.remove(linked);
  const tookMs = performance.now() - began;
  for (let turn = 0; turn < turnsOfTheAnswer; turn++) await nextTurn();
  answered = true;
  const heardBefore = heard.envelopes;
  await Promise.race([stream, sleep(streamTimeoutMs)]);
  await sleep(afterwardsMs);
  const who = await household.ask('GET', '/v1/accounts/whoami', undefined, linked);
  const outcome = {
    inFlight,
    tookMs,
    heardBefore,
    heardAfter: heard.envelopes - heardBefore,
    sentAfter: sends.late,
    takenAfter: sends.takenLate,
    refusedAfter: sends.refusedLate,
    isClosed: !ear.connected,
    code: heard.code,
    isLetIn: who.status !== 401,
  };
  for (const socket of [ear, pen]) socket.disconnect();
  return outcome;
}

class Sends {
  late = 0;
  takenLate = 0;
  refusedLate = 0;
  readonly #socket: Socket;
  readonly #destination: string;
  readonly #devices: readonly HouseholdDevice[];

  constructor(socket: Socket, destination: string, devices: readonly HouseholdDevice[]) {
    this.#socket = socket;
    this.#destination = destination;
    this.#devices = devices;
  }

  /** Sends so many, some at once. */
  async stream(messages: number, isLate: () => boolean): Promise<void> {
    await someAtOnce(sendsAtOnce, Array(messages).keys(), () => this.#send(isLate()));
  }

  #send(isLate: boolean): Promise<void> {
    if (isLate) this.late += 1;
    const body = encodeSend({
      guid: randomBytes(16),
      destination: this.#destination,
      contents: this.#devices.map(({ id, registrationId }) => ({
        deviceId: id,
        registrationId,
        type: 1,
        content: randomBytes(contentBytes),
      })),
      ephemeral: false,
      urgent: true,
      timestamp: Date.now(),
    });
    return new Promise((resolve) => {
      this.#socket.emit('send', Buffer.from(body), (answer: Uint8Array) => {
        const { refusal } = decodeSendAnswer(new Uint8Array(answer));
        if (isLate && !refusal) this.takenLate += 1;
        if (isLate && refusal?.mismatchedDevices?.extra.length === 1) this.refusedLate += 1;
        resolve();
      });
    });
  }
}

/** Hears, acknowledges, and counts. */
function listen(socket: Socket) {
  const heard = { envelopes: 0, code: '' };
  socket.on('deliver', (bytes: Uint8Array) => {
    const envelopes = decodeDeliver(new Uint8Array(bytes)).map(decodeEnvelope);
    heard.envelopes += envelopes.length;
    const guids = envelopes.map(({ serverGuid }) => serverGuid);
    socket.emit('ack', Buffer.from(encodeAck(guids)), () => undefined);
  });
  socket.on('server:closing', (bytes: Uint8Array) => {
    heard.code = decodeClosing(new Uint8Array(bytes)).code;
  });
  return heard;
}

function connect(url: string, { username, password }: Omit<PlainDevice, 'account'>) {
  const socket = io(url, {
    transports: ['websocket'],
    auth: { protocol: 1, username, password },
    reconnection: false,
    forceNew: true,
  });
  return new Promise<Socket>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('not connected in time')), connectTimeoutMs);
    socket.once('queue-empty', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.once('connect_error', reject);
  });
}
