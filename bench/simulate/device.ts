// One simulated device: an outbox that retries under the same guid until its letter is
// acknowledged, a store of what it has shown, acknowledgements after storing, and a hand that hangs
// up now and then.

import type { AccountId, DeviceId, ErrorCode, ServerEventName } from '#protocol';
import {
  decodeAckAnswer,
  decodeClosing,
  decodeDeliver,
  decodeEnvelope,
  decodeSendAnswer,
  encodeAck,
  encodeSend,
  EnvelopeType,
  errorRow,
} from '#protocol';
import type { Letter } from './ledger.ts';
import { name } from './ledger.ts';
import { Process } from './timeline.ts';
import type { Socket } from './wires.ts';
import type { Worker } from './worker.ts';
import type { World } from './world.ts';

/** A handshake that was not answered by then is given up. */
const handshakeTimeoutMs = 12_000;
/** An event that was not acknowledged by then is sent again. */
const answerTimeoutMs = 15_000;

export class Device {
  readonly index: number;
  readonly account: AccountId;
  readonly credential: string;
  readonly id = 1 as DeviceId;
  readonly process: Process;
  readonly #world: World;
  /** Letters to write, by reader; the first of each is under way. */
  readonly #outbox = new Map<number, Letter[]>();
  /** Guids that were stored; they survive everything. */
  readonly #seen = new Set<string>();
  /** Given on this connection and not acknowledged. */
  #given = new Set<string>();
  #toAcknowledge: Uint8Array[] = [];
  #ackTimer = false;
  #socket: Socket | undefined;
  #worker: Worker | undefined;
  #ready = false;
  /** Acknowledgements the server has not confirmed. */
  unconfirmed = 0;

  constructor(world: World, index: number, account: AccountId, credential: string) {
    this.#world = world;
    this.index = index;
    this.account = account;
    this.credential = credential;
    this.process = new Process(`device ${index}`);
  }

  /** Puts a letter into the outbox. */
  write(letter: Letter): void {
    const letters = this.#outbox.get(letter.to) ?? [];
    this.#outbox.set(letter.to, letters);
    letters.push(letter);
    if (letters.length === 1) this.#send(letter);
  }

  connect(): void {
    if (this.#socket) return;
    const { timeline, dice } = this.#world;
    const worker = this.#world.entrance();
    if (!worker) {
      timeline.after(dice.between(50, 300), this.process, () => this.connect());
      return;
    }
    const socket = this.#world.openSocket(this, worker);
    this.#socket = socket;
    this.#worker = worker;
    this.#ready = false;
    this.#given = new Set();
    this.#toAcknowledge = [];
    this.unconfirmed = 0;
    socket.onDeviceClosed = () => this.#lost(socket, dice.between(5, 300));
    socket.up(() => worker.admit(socket, this));
    timeline.after(handshakeTimeoutMs, this.process, () => {
      if (this.#socket === socket && !this.#ready) this.hangUp(dice.between(5, 100));
    });
  }

  /** Ends the connection from this side and comes back. */
  hangUp(pauseMs: number): void {
    const socket = this.#socket;
    if (!socket) return;
    socket.hangUp();
    this.#lost(socket, pauseMs);
  }

  refused(socket: Socket, code: ErrorCode): void {
    if (socket !== this.#socket) return;
    this.#world.timeline.note(`device ${this.index} refused ${code}`);
    if (!errorRow(code).retry) this.#sentAway(code);
  }

  hear(socket: Socket, event: ServerEventName, body: Uint8Array | undefined): void {
    if (socket !== this.#socket) return;
    if (event === 'server:hello') {
      this.#ready = true;
      for (const letters of this.#outbox.values()) if (letters[0]) this.#send(letters[0]);
    } else if (event === 'deliver') {
      for (const bytes of decodeDeliver(body ?? new Uint8Array())) {
        if (this.#socket === socket) this.#take(bytes);
      }
    } else if (event === 'server:closing') {
      const { code, reconnectAfterMs } = decodeClosing(body ?? new Uint8Array());
      this.#world.timeline.note(`device ${this.index} closing ${code}`);
      if (reconnectAfterMs === 0) this.#sentAway(code);
    }
  }

  #sentAway(code: string): void {
    this.#world.ledger.broken('I8', `device ${this.index} is sent away for good: ${code}`);
  }

  #lost(socket: Socket, pauseMs: number): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#ready = false;
    this.#world.timeline.after(pauseMs, this.process, () => this.connect());
  }

  /** Emits an event; `heard` gets the answer, or nothing when none came in time. */
  #emit(event: string, body: Uint8Array, heard: (answer: Uint8Array | undefined) => void): void {
    const { timeline, ledger } = this.#world;
    const [socket, worker] = [this.#socket, this.#worker];
    if (!socket || !worker) return;
    let over = false;
    const freezes = worker.process.frozen ? -1 : worker.freezes;
    const answer = (bytes: Uint8Array) =>
      socket.down(() => {
        if (over) return;
        over = true;
        heard(bytes);
      });
    socket.up(() =>
      worker.receive(socket, { name: event, body, bytes: body.length, reply: answer }),
    );
    timeline.after(answerTimeoutMs, this.process, () => {
      if (over || this.#socket !== socket) return;
      over = true;
      if (worker.freezes === freezes && worker.process.alive && !worker.process.frozen) {
        ledger.broken('I12', `an event ${event} of device ${this.index} is not answered`);
      }
      heard(undefined);
    });
  }

  #send(letter: Letter): void {
    if (!this.#ready) return;
    const { dice, plan, timeline } = this.#world;
    const times = dice.chance(plan.parallelRetries) ? 2 : 1;
    for (let i = 0; i < times; i++) this.#sendOnce(letter, i === 0);
    if (!dice.chance(plan.lateRetries)) return;
    timeline.after(dice.between(1, 4000), this.process, () => {
      if (this.#ready) this.#sendOnce(letter, false);
    });
  }

  #sendOnce(letter: Letter, first: boolean): void {
    const { timeline, dice, devices } = this.#world;
    const socket = this.#socket;
    this.#emit('send', this.#frame(letter, devices[letter.to] as Device), (bytes) => {
      const refusal = bytes && decodeSendAnswer(bytes).refusal;
      if (bytes && !refusal) return this.#sent(letter);
      if (!first || letter.acknowledged) return;
      const code = refusal?.code;
      timeline.note(`send ${name(letter)} ${code ?? 'unanswered'}`);
      if (code && !errorRow(code).retry) {
        return this.#world.ledger.broken('I12', `letter ${name(letter)} is refused: ${code}`);
      }
      timeline.after(dice.between(20, 600), this.process, () => {
        if (this.#socket === socket && !letter.acknowledged) this.#send(letter);
      });
    });
  }

  #frame({ guid, to, number }: Letter, reader: Device): Uint8Array {
    return encodeSend({
      guid,
      destination: reader.account,
      contents: [
        {
          deviceId: 1,
          registrationId: 1,
          type: EnvelopeType.ciphertext,
          content: Buffer.from(`${this.index}>${to}>${number}`),
        },
      ],
      ephemeral: false,
      urgent: true,
      timestamp: number,
    });
  }

  #sent(letter: Letter): void {
    if (letter.acknowledged) return;
    this.#world.timeline.note(`acknowledged ${name(letter)}`);
    this.#world.ledger.acknowledged(letter);
    const letters = this.#outbox.get(letter.to);
    letters?.shift();
    if (letters?.[0]) this.#send(letters[0]);
  }

  /** Stores and shows an envelope, then owes its acknowledgement. */
  #take(bytes: Uint8Array): void {
    const { ledger, timeline, dice, plan } = this.#world;
    const { serverGuid, content } = decodeEnvelope(bytes);
    if (!serverGuid || !content) return ledger.broken('I2', 'an envelope came without its parts');
    const guid = Buffer.from(serverGuid).toString('hex');
    if (this.#given.has(guid)) {
      return ledger.broken('I2', `device ${this.index} is given an envelope twice at once`);
    }
    this.#given.add(guid);
    if (!this.#seen.has(guid)) {
      this.#seen.add(guid);
      const letter = this.#world.letterOf(Buffer.from(content).toString());
      timeline.note(`shown ${letter ? name(letter) : 'nothing known'}`);
      if (letter?.to === this.index) ledger.shown(letter);
      else ledger.broken('I2', `device ${this.index} was given what is not its own`);
    }
    if (dice.chance(plan.dropsBeforeAck)) return this.hangUp(dice.between(1, 200));
    this.#toAcknowledge.push(serverGuid.slice());
    this.unconfirmed++;
    if (this.#ackTimer) return;
    this.#ackTimer = true;
    timeline.after(dice.between(0, plan.ackDelayMs), this.process, () => {
      this.#ackTimer = false;
      if (this.#ready) this.#acknowledge(this.#toAcknowledge.splice(0));
    });
  }

  /** They may be given again. */
  #over(guids: readonly Uint8Array[]): void {
    for (const guid of guids) this.#given.delete(Buffer.from(guid).toString('hex'));
  }

  #acknowledge(guids: readonly Uint8Array[]): void {
    if (guids.length === 0) return;
    const { timeline, dice } = this.#world;
    const socket = this.#socket;
    this.#over(guids);
    this.#emit('ack', encodeAck(guids), (bytes) => {
      const refusal = bytes && decodeAckAnswer(bytes).refusal;
      if (this.#socket !== socket) return;
      if (bytes && !refusal) {
        this.unconfirmed -= guids.length;
        return;
      }
      // What crossed it was given before the server heard it: refused, it brings that once more.
      if (bytes) this.#over(guids);
      timeline.after(dice.between(100, 800), this.process, () => {
        if (this.#socket === socket) this.#acknowledge(guids);
      });
    });
  }
}
