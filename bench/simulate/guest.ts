// The connection of a linked device that may be removed at any moment: it hears, acknowledges, and
// comes back as long as it may.

import type { AccountId, DeviceId, ErrorCode, RegistrationId, ServerEventName } from '#protocol';
import { decodeDeliver, decodeEnvelope, encodeAck, errorRow } from '#protocol';
import { Process } from './timeline.ts';
import type { Socket } from './wires.ts';
import type { Visitor, Worker } from './worker.ts';
import type { World } from './world.ts';

const comesBackMs = 300;

export class Guest implements Visitor {
  readonly account: AccountId;
  readonly credential: string;
  /** By it whoever writes tells the device from another in its place. */
  readonly registrationId: RegistrationId;
  readonly id = 2 as DeviceId;
  readonly process: Process;
  /** Its removal was asked for. */
  isLeaving = false;
  #isRemoved = false;
  readonly #world: World;
  #worker: Worker | undefined;
  #socket: Socket | undefined;
  /** It was let in there. */
  #isIn = false;
  #freezes = 0;

  constructor(
    world: World,
    account: AccountId,
    named: Pick<Guest, 'credential' | 'registrationId'>,
    number: number,
  ) {
    this.#world = world;
    this.account = account;
    this.credential = named.credential;
    this.registrationId = named.registrationId;
    this.process = new Process(`guest ${number}`);
  }

  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  /** Its removal was answered: its socket is gone, where no fault kept a worker from hearing. */
  removed(): void {
    const { plan, ledger } = this.#world;
    this.#isRemoved = true;
    const isOpen = this.#socket && this.#worker?.sockets.has(this.#socket);
    if (this.#isIn && isOpen && plan.faults.length === 0) {
      ledger.broken('I14', 'a removed device has an open socket');
    }
  }

  connect(): void {
    const { timeline, dice } = this.#world;
    const worker = this.#world.entrance();
    const back = () =>
      timeline.after(dice.between(50, comesBackMs), this.process, () => this.connect());
    if (!worker) return void back();
    const socket = this.#world.openSocket(this, worker);
    this.#worker = worker;
    this.#socket = socket;
    this.#isIn = false;
    this.#freezes = worker.process.frozen ? -1 : worker.freezes;
    socket.onDeviceClosed = back;
    socket.up(() => worker.admit(socket, this));
  }

  /** One whose removal was asked for is sent away for good; no other is. */
  refused(socket: Socket, code: ErrorCode): void {
    const { timeline, dice, ledger } = this.#world;
    timeline.note(`guest refused ${code}`);
    if (!errorRow(code).retry && !this.isLeaving) {
      return ledger.broken('I14', `a linked device is refused: ${code}`);
    }
    if (this.isLeaving && !errorRow(code).retry) return;
    socket.hangUp();
    timeline.after(dice.between(50, comesBackMs), this.process, () => this.connect());
  }

  /** A worker that stood still carries out what it had been sent before. */
  emitted(event: ServerEventName, worker: Worker): void {
    this.#isIn = true;
    if (!this.#isRemoved || event === 'server:closing') return;
    const isFresh = worker === this.#worker && worker.freezes === this.#freezes;
    if (isFresh) this.#world.ledger.broken('I14', `a removed device is told ${event}`);
  }

  hear(socket: Socket, event: ServerEventName, body: Uint8Array | undefined): void {
    if (event !== 'deliver') return;
    const guids = decodeDeliver(body ?? new Uint8Array()).map((bytes) =>
      decodeEnvelope(bytes).serverGuid.slice(),
    );
    const ack = encodeAck(guids);
    const worker = this.#worker;
    socket.up(() =>
      worker?.receive(socket, { name: 'ack', body: ack, bytes: ack.length, reply: undefined }),
    );
  }
}
