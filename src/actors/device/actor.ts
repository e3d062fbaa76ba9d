// The actor of one device: keeps its connection supplied from the queue and deletes what it
// acknowledges; and its handle, with what a restart must not forget.

import type {
  ConnectionAddress,
  DeviceAddress,
  DeviceId,
  EnvelopeGuid,
  ErrorCode,
} from '#protocol';
import { ok, refuse } from '#protocol';
import { metrics } from '#runtime';
import type { Ask } from '../ask.ts';
import type { Ended } from '../effects.ts';
import { runEffects } from '../effects.ts';
import { ActorHandle } from '../handle.ts';
import type { Behaviour, Cell } from '../kernel/index.ts';
import type { QueueAddress } from '../ports.ts';
import { lifeOf } from '../account/account.ts';
import { Unreachable } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import type { Check } from './commands.ts';
import type { CarriedOut, DeviceMessage } from './messages.ts';
import type { Read } from './deliveries.ts';
import { DeliveryNumbers, deviceEffects, Deliveries } from './deliveries.ts';
import { Removals } from './removals.ts';
import type { Attachment, DeviceEvent, DeviceState, Inflight } from './state.ts';
import type { Waking, WakingEvent } from './waking.ts';
import { decideWaking, silentMs } from './waking.ts';
import { decideDevice, detached, handedOnBy, isFull, sameConnection, underWay } from './state.ts';

/** Without an acknowledgement for this long, what is under way is read from the queue again. */
export const overdueMs = 2000;
/** Each time in vain doubles the wait, up to this. */
const overdueMsMax = 60_000;

/** Envelopes of one fetch. */
const fetchedMax = 100;

const nothing: ReadonlySet<EnvelopeGuid> = new Set();

/** The account whose device it is. */
export interface DeviceKeeper {
  readonly scope: ShardScope;
  readonly cell: Pick<Cell<never>, 'spawn'>;
  forget(handle: DeviceHandle): void;
  /** False where it is known that nothing wakes it. */
  isWoken(device: DeviceId): boolean;
}

export class DeviceHandle extends ActorHandle<DeviceMessage> {
  readonly address: DeviceAddress;
  readonly queue: QueueAddress;
  /** `salt` of the credential of this life of the device. */
  readonly credential: string;
  #removals: Removals | undefined;
  readonly numbers: DeliveryNumbers;
  readonly cell: Cell<DeviceMessage>;
  readonly #keeper: DeviceKeeper;
  attachment: Attachment | undefined;
  round = 0;
  /** Counts the pages that were begun. */
  #pages = 0;
  /** Those that are still to be processed. */
  #openPages: number[] | undefined;
  /** What was fetched last without a socket, until it is acknowledged: where it waits. */
  fetched: Inflight | undefined;
  /** The wake under way; it outlives a restart. */
  waking: Waking | undefined;
  /** The mailbox was full when something came that the queue holds as well. */
  missed = false;

  constructor(queue: QueueAddress, credential: string, keeper: DeviceKeeper) {
    super(keeper.scope);
    // Without the key: it is what deliveries carry.
    this.address = { account: queue.account, device: queue.device };
    this.queue = queue;
    this.credential = credential;
    this.#keeper = keeper;
    this.numbers = new DeliveryNumbers(this.fence);
    this.cell = keeper.cell.spawn<DeviceMessage>(this);
  }

  get name(): string {
    return String(this.address.device);
  }

  start(self: Cell<DeviceMessage>): Behaviour<DeviceMessage> {
    return new DeviceActor(this, self);
  }

  undelivered(message: DeviceMessage, code: ErrorCode): void {
    if (message.type === 'ask') message.ask.answer(refuse(code));
    if (message.type !== 'stored') return;
    // Whoever has sent it is answered as stored: nobody else has the device woken.
    if (this.attachment) message.kept();
    else this.wake({ type: 'stored', isUrgent: message.isUrgent }, message.kept);
  }

  get removals(): Removals {
    const { queue, clock } = this.scope.services;
    return (this.#removals ??= new Removals(queue, this, clock));
  }

  /** Acknowledged, and not known to be deleted. */
  get removing(): ReadonlySet<EnvelopeGuid> {
    return this.#removals?.removing ?? nothing;
  }

  get isWoken(): boolean {
    return this.#keeper.isWoken(this.address.device);
  }

  gaveUp(): void {
    this.closeConnection();
    this.#keeper.forget(this);
  }

  /** Nothing will supply it any more; it comes back by itself. */
  closeConnection(): void {
    const { address: device, attachment } = this;
    if (!attachment) return;
    const close = { type: 'close', device, code: 'server.unavailable' } as const;
    this.scope.services.delivery.send(attachment.connection, close);
  }

  /** True when this very connection is supplied, and has heard all that was sent to it. */
  isAttached({ connection, attempt, heard }: Check): boolean {
    const { attachment } = this;
    if (!attachment || attachment.attempt !== attempt) return false;
    if (heard && !this.numbers.isLast(heard)) return false;
    return sameConnection(attachment.connection, connection);
  }

  forgetFetched(guids: readonly EnvelopeGuid[]): void {
    for (const guid of guids) this.fetched?.delete(guid);
    if (this.fetched?.size === 0) this.fetched = undefined;
  }

  get lastPage(): number | undefined {
    return this.#openPages && this.#pages;
  }

  /** Numbers a page that is begun. */
  pageBegun(): number {
    this.#pages += 1;
    (this.#openPages ??= []).push(this.#pages);
    return this.#pages;
  }

  /** It was processed, or will never be. */
  pageEnded(page: number): void {
    const open = this.#openPages?.filter((one) => one !== page) ?? [];
    this.#openPages = open.length > 0 ? open : undefined;
    this.#removals?.pagesEnded(open[0] ?? Number.POSITIVE_INFINITY);
  }

  /** Hands a command to the actor. False: the mailbox is full. */
  post(ask: Ask<CarriedOut>): boolean {
    return this.cell.post({ type: 'ask', ask });
  }

  /** Hands in what may be dropped: what is stored is then read from the queue. */
  hear(message: DeviceMessage): void {
    if (this.cell.post(message)) return;
    this.missed = true;
    if (message.type === 'stored') message.kept();
  }

  /** Decides whether the device is woken, and has it done; `kept` as `Wakes` says. */
  wake(event: WakingEvent, kept?: () => void): void {
    if (!this.mayAct() || !this.isWoken) return kept?.();
    const { clock, wakes } = this.scope.services;
    const nowMs = clock.monotonic();
    const decision = decideWaking(this.waking, event, nowMs, this.scope.openedAtMs);
    this.waking = decision.state;
    const { wake, cameAfterMs } = decision;
    if (cameAfterMs !== undefined) metrics.wakeSocket.record(cameAfterMs);
    if (wake) wakes.wake({ life: lifeOf(this.queue), atMs: clock.now(), ...wake }, kept);
    else kept?.();
  }

  /** True when nothing would be missed if the actor left memory. */
  get isIdle(): boolean {
    return !this.attachment && (this.#removals?.isIdle ?? true) && this.cell.isQuiet;
  }
}

class DeviceActor implements Behaviour<DeviceMessage> {
  readonly deliveries: Deliveries;
  readonly #handle: DeviceHandle;
  readonly #scope: ShardScope;
  readonly #self: Cell<DeviceMessage>;
  #state: DeviceState;
  #progressAt = 0;
  #patienceMs = overdueMs;
  /** Since the last acknowledgement, what was waited for in vain. */
  #silentForMs = 0;
  #watching = false;

  constructor(handle: DeviceHandle, self: Cell<DeviceMessage>) {
    const { scope } = handle;
    this.#handle = handle;
    this.#scope = scope;
    this.#self = self;
    this.#state = { ...detached, round: handle.round };
    this.deliveries = new Deliveries(scope.services.delivery, handle.address, handle.numbers);
    // What is numbered already is not numbered anew: the same attachment, read from the start.
    if (handle.attachment) {
      this.#state = { ...this.#state, attachment: handle.attachment };
      self.tell({ type: 'resume' });
    }
  }

  receive(message: DeviceMessage): void {
    switch (message.type) {
      case 'ask':
        return this.#command(message.ask);
      case 'stored':
        return this.#stored(message);
      case 'resume':
        return void this.decide({ type: 'stir' });
      case 'watch':
        return this.#watch();
      case 'notice': {
        const { notice } = message;
        const { connection: to, address: device } = this;
        if (to) this.deliveries.send(to, { type: 'notice', device, notice });
        return;
      }
      case 'security': {
        const { connection: to, address: device } = this;
        const { events } = message;
        if (to) this.deliveries.send(to, { type: 'security', device, events });
        return;
      }
      case 'ephemeral':
        return this.#transmit(message);
      case 'page':
        try {
          this.decide({ ...message, removing: this.#handle.removing });
        } finally {
          this.#handle.pageEnded(message.number);
        }
        return;
      default:
        this.decide(message);
    }
  }

  turnEnded(): void {
    if (this.#handle.missed) {
      this.#handle.missed = false;
      if (this.connection) this.decide({ type: 'stir' });
      else this.#handle.wake({ type: 'doubt' });
    }
    this.deliveries.flush();
  }

  get address(): DeviceAddress {
    return this.#handle.address;
  }

  get connection(): ConnectionAddress | undefined {
    return this.#state.attachment?.connection;
  }

  mayAct(): boolean {
    return this.#scope.mayAct();
  }

  #command(ask: Ask<CarriedOut>): void {
    if (!this.mayAct()) return ask.answer(refuse('shard.not_owner'));
    ask.definition.carryOut(this, ask.command, ask);
  }

  fetch(ask: Ask): void {
    this.#handle.wake({ type: 'came' });
    const { queue } = this.#scope.services;
    const handle = this.#handle;
    const number = handle.pageBegun();
    queue.page(handle.queue, this.#scope.token, 0, fetchedMax).then(
      (page) => {
        const { removing } = handle;
        handle.pageEnded(number);
        if (page === 'fenced') {
          this.#scope.lose();
          return ask.answer(refuse('shard.not_owner'));
        }
        // It may have been removed meanwhile, and that answered.
        if (this.#self.isStopped) return ask.answer(refuse('server.unavailable'));
        const envelopes = page.envelopes.filter(({ guid }) => !removing.has(guid));
        handle.fetched = new Map(
          envelopes.map(({ guid, position, bytes }) => [guid, { position, length: bytes.length }]),
        );
        ask.answer(
          ok({ envelopes: envelopes.map(({ guid, bytes }) => ({ guid, bytes })), more: page.more }),
        );
      },
      (error: unknown) => {
        handle.pageEnded(number);
        const isAway = error instanceof Unreachable;
        ask.answer(refuse(isAway ? 'server.unavailable' : 'server.defect'));
        if (!isAway && !this.#self.isStopped) this.#self.crash(error);
      },
    );
  }

  acknowledge(ask: Ask, guids: readonly EnvelopeGuid[]): void {
    // Where its socket was thought dead, it was not.
    if (this.#handle.waking) this.#handle.wake({ type: 'came' });
    const { fetched, removals } = this.#handle;
    const handed = handedOnBy(this.#state);
    // What was fetched need not be looked for.
    removals.add(ask, guids, fetched ? new Map([...fetched, ...(handed ?? [])]) : handed);
    if (fetched) this.#handle.forgetFetched(guids);
    this.#patienceMs = overdueMs;
    this.#silentForMs = 0;
    this.#progressAt = this.#scope.services.clock.monotonic();
    this.decide({ type: 'acknowledged', guids });
  }

  /** Never stored: a connection that is not keeping up does without. */
  #transmit(message: Extract<DeviceMessage, { type: 'ephemeral' }>): void {
    const { attachment, behind } = this.#state;
    if (!attachment || behind || isFull(this.#state)) return;
    this.deliveries.add(attachment.connection, message);
  }

  /** Decides about an event and runs the effects, none of which is waited for. */
  decide(event: DeviceEvent): Ended {
    const before = this.#state.attachment;
    const hadMail = underWay(this.#state) > 0 || this.#state.behind || this.#state.reading;
    const decision = decideDevice(this.#state, event);
    this.#state = decision.state;
    const { attachment, round } = decision.state;
    if (attachment && attachment !== before) this.deliveries.begin(attachment.attempt);
    this.#handle.attachment = attachment;
    this.#handle.round = round;
    const isOther =
      !before || !attachment || !sameConnection(before.connection, attachment.connection);
    if (attachment && isOther) this.#handle.wake({ type: 'came' });
    if (before && !attachment && hadMail) this.#handle.wake({ type: 'left' });
    const ended = runEffects(deviceEffects, this, undefined, decision) as Ended;
    if (!this.#watching && underWay(decision.state) > 0) this.#beginWatch();
    return ended;
  }

  /** Nobody was there when it was stored; who is by now finds it in the queue. */
  #stored({ type, isUrgent, kept }: Extract<DeviceMessage, { type: 'stored' }>): void {
    if (!this.#state.attachment) return this.#handle.wake({ type, isUrgent }, kept);
    this.decide({ type: 'stir' });
    kept();
  }

  later(delayMs: number, message: DeviceMessage): void {
    this.#scope.services.clock.after(delayMs, () => {
      if (!this.#self.isStopped) this.#self.tell(message);
    });
  }

  /** The bus may lose a delivery that nothing follows: then no acknowledgement comes. */
  #beginWatch(): void {
    this.#watching = true;
    this.#progressAt = this.#scope.services.clock.monotonic();
    this.later(this.#patienceMs, { type: 'watch' });
  }

  #watch(): void {
    this.#watching = false;
    if (underWay(this.#state) === 0) return;
    const waitedMs = this.#scope.services.clock.monotonic() - this.#progressAt;
    if (waitedMs < this.#patienceMs) {
      this.#watching = true;
      return this.later(this.#patienceMs - waitedMs, { type: 'watch' });
    }
    this.#silentForMs += waitedMs;
    if (this.#silentForMs >= silentMs) this.#handle.wake({ type: 'silent' });
    this.#patienceMs = Math.min(this.#patienceMs * 2, overdueMsMax);
    this.decide({ type: 'overdue' });
  }

  read({ round, after, limit }: Read): void {
    const { queue } = this.#scope.services;
    const number = this.#handle.pageBegun();
    queue.page(this.#handle.queue, this.#scope.token, after, limit).then(
      (page) => {
        if (page === 'fenced') return this.#scope.lose();
        if (!this.#self.isStopped) this.#self.tell({ type: 'page', round, page, number });
      },
      (error: unknown) => {
        this.#handle.pageEnded(number);
        if (this.#self.isStopped) return;
        if (error instanceof Unreachable) this.#self.tell({ type: 'readFailed', round });
        else this.#self.crash(error);
      },
    );
  }
}
