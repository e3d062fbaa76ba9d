// The actor of one device: keeps its connection supplied from the queue and deletes what it
// acknowledges.

import type { DeviceAddress, EnvelopeGuid, ErrorCode, FencingToken, Result } from '#protocol';
import { limits, ok, refuse } from '#protocol';
import type { Acknowledge, Attach, Check, Detach } from '../account/messages.ts';
import type { Answer, Ask } from '../ask.ts';
import type { ActorProps, Behaviour, Cell } from '../kernel/index.ts';
import type { QueueAddress } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import type { DeviceMessage } from './messages.ts';
import { DeliverySteps, Outbox } from './outbox.ts';
import { Removals } from './removals.ts';
import type { Attachment, DeviceEffect, DeviceEvent, DeviceState } from './state.ts';
import { decideDevice, detached, isFull, sameConnection, underWay } from './state.ts';

/** Without an acknowledgement for this long, what is under way is read from the queue again. */
export const overdueMs = 2000;
/** Each time in vain doubles the wait, up to this. */
export const overdueMsMax = 60_000;

const nothing: ReadonlySet<EnvelopeGuid> = new Set();

/** Whoever holds the handle of an actor that is given up. */
export interface DeviceKeeper {
  forget(handle: DeviceHandle): void;
}

/**
 * A device's actor as its account holds it. What a restart of the actor must not forget is kept
 * here.
 */
export class DeviceHandle implements ActorProps<DeviceMessage> {
  readonly address: DeviceAddress;
  readonly queue: QueueAddress;
  /** `salt` of the credential of this life of the device. */
  readonly credential: string;
  #removals: Removals | undefined;
  readonly steps: DeliverySteps;
  readonly cell: Cell<DeviceMessage>;
  readonly #scope: ShardScope;
  readonly #keeper: DeviceKeeper;
  attachment: Attachment | undefined;
  /** DeviceState.round */
  round = 0;
  /** Counts the pages that were begun. */
  #pages = 0;
  /** Those that are still to be processed. */
  #openPages: number[] | undefined;
  /** The mailbox was full when something came that the queue holds as well. */
  missed = false;

  constructor(
    queue: QueueAddress,
    credential: string,
    scope: ShardScope,
    parent: Pick<Cell<never>, 'spawn'>,
    keeper: DeviceKeeper,
  ) {
    // Without the key: it is what deliveries carry.
    this.address = { account: queue.account, device: queue.device };
    this.queue = queue;
    this.credential = credential;
    this.#scope = scope;
    this.#keeper = keeper;
    this.steps = new DeliverySteps(scope.token);
    this.cell = parent.spawn<DeviceMessage>(this);
  }

  get name(): string {
    return String(this.address.device);
  }

  get mailboxLengthMax(): number {
    return this.#scope.mailboxLengthMax;
  }

  start(self: Cell<DeviceMessage>): Behaviour<DeviceMessage> {
    return new DeviceActor(this, this.#scope, self);
  }

  undelivered(message: DeviceMessage, code: ErrorCode): void {
    if (message.type === 'ask') message.ask.answer(refuse(code));
  }

  get removals(): Removals {
    const { queue, clock } = this.#scope.services;
    return (this.#removals ??= new Removals(queue, this, clock));
  }

  /** Acknowledged, and not known to be deleted. */
  get removing(): ReadonlySet<EnvelopeGuid> {
    return this.#removals?.removing ?? nothing;
  }

  gaveUp(): void {
    const { address: device } = this;
    const to = this.attachment?.connection;
    const close = { type: 'close', device, code: 'server.unavailable' } as const;
    if (to) this.#scope.services.delivery.send(to, close);
    this.#keeper.forget(this);
  }

  /** True when this very connection is supplied, and has heard all that was sent to it. */
  isAttached({ connection, attempt, heard }: Check): boolean {
    const { attachment } = this;
    if (!attachment || attachment.attempt !== attempt) return false;
    if (heard && !this.steps.isLast(heard)) return false;
    return sameConnection(attachment.connection, connection);
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

  get fence(): FencingToken {
    return this.#scope.token;
  }

  fenced(): void {
    this.#scope.lose();
  }

  defect(cause: unknown): void {
    this.cell.crash(cause);
  }

  /** Hands in what may be dropped: what is stored is then read from the queue. */
  hear(message: DeviceMessage): void {
    if (!this.cell.post(message)) this.missed = true;
  }

  /** True when nothing would be missed if the actor left memory. */
  get isIdle(): boolean {
    return !this.attachment && (this.#removals?.isIdle ?? true) && this.cell.isQuiet;
  }
}

class DeviceActor implements Behaviour<DeviceMessage> {
  readonly #handle: DeviceHandle;
  readonly #scope: ShardScope;
  readonly #self: Cell<DeviceMessage>;
  readonly #outbox: Outbox;
  #state: DeviceState;
  #progressAt = 0;
  #patienceMs = overdueMs;
  #watching = false;

  constructor(handle: DeviceHandle, scope: ShardScope, self: Cell<DeviceMessage>) {
    this.#handle = handle;
    this.#scope = scope;
    this.#self = self;
    this.#state = { ...detached, round: handle.round };
    this.#outbox = new Outbox(scope.services.delivery, handle.address, handle.steps);
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
      case 'resume':
        return void this.#decide({ type: 'stir' });
      case 'watch':
        return this.#watch();
      case 'notice': {
        const { notice } = message;
        const to = this.#state.attachment?.connection;
        const device = this.#handle.address;
        if (to) this.#outbox.send(to, { type: 'notice', device, notice });
        return;
      }
      case 'ephemeral':
        return this.#transmit(message);
      case 'page':
        try {
          this.#decide({ ...message, removing: this.#handle.removing });
        } finally {
          this.#handle.pageEnded(message.number);
        }
        return;
      default:
        this.#decide(message);
    }
  }

  turnEnded(): void {
    if (this.#handle.missed) {
      this.#handle.missed = false;
      this.#decide({ type: 'stir' });
    }
    this.#outbox.flush();
  }

  #command(ask: Ask): void {
    const { command } = ask;
    if (!this.#scope.mayAct()) return ask.answer(refuse('shard.not_owner'));
    if (command.type === 'attach') return ask.answer(this.#attach(command));
    if (command.type === 'detach') return ask.answer(this.#detach(command));
    if (command.type === 'acknowledge') return this.#acknowledge(ask, command);
    ask.answer(refuse('request.invalid'));
  }

  #attach(command: Attach): Result<Answer> {
    const { connection, place, attempt } = command;
    const refusal = this.#decide({ type: 'attach', connection, place, attempt });
    return refusal ? refuse(refusal.code) : ok(null);
  }

  #detach(command: Detach): Result<Answer> {
    this.#decide({ type: 'detach', connection: command.connection });
    return ok(null);
  }

  #acknowledge(ask: Ask, command: Acknowledge): void {
    const { guids } = command;
    if (guids.length > limits.ackGuidsMax) return ask.answer(refuse('request.invalid'));
    this.#handle.removals.add(ask, guids, this.#state.inflight);
    this.#patienceMs = overdueMs;
    this.#progressAt = this.#scope.services.clock.monotonic();
    this.#decide({ type: 'acknowledged', guids });
  }

  /** Never stored: a connection that is not keeping up does without. */
  #transmit(message: Extract<DeviceMessage, { type: 'ephemeral' }>): void {
    const { attachment, behind } = this.#state;
    if (!attachment || behind || isFull(this.#state)) return;
    this.#outbox.add(attachment.connection, message);
  }

  /** Runs a decision's effects; returns the refusal if there is one among them. */
  #decide(event: DeviceEvent): Extract<DeviceEffect, { type: 'refuse' }> | undefined {
    const before = this.#state.attachment;
    const former = before?.connection;
    const decision = decideDevice(this.#state, event);
    this.#state = decision.state;
    const { attachment } = decision.state;
    if (attachment && attachment !== before) this.#outbox.begin(attachment.attempt);
    this.#handle.attachment = attachment;
    this.#handle.round = decision.state.round;
    let refusal: Extract<DeviceEffect, { type: 'refuse' }> | undefined;
    for (const effect of decision.effects) {
      if (effect.type === 'refuse') refusal = effect;
      else this.#perform(effect, attachment?.connection ?? former);
    }
    if (!this.#watching && underWay(decision.state) > 0) this.#beginWatch();
    return refusal;
  }

  #perform(
    effect: Exclude<DeviceEffect, { type: 'refuse' }>,
    to: Attachment['connection'] | undefined,
  ): void {
    const device = this.#handle.address;
    // biome-ignore lint/nursery/useExhaustiveSwitchCases: it does not read Exclude; all are here.
    switch (effect.type) {
      case 'deliver':
        if (to) for (const envelope of effect.envelopes) this.#outbox.add(to, envelope);
        return;
      case 'queueEmpty':
        if (to) this.#outbox.queueEmpty(to);
        return;
      case 'close':
        this.#outbox.send(effect.connection, { type: 'close', device, code: effect.code });
        return;
      case 'read':
        return this.#read(effect);
      case 'retryLater': {
        const { round, delayMs } = effect;
        const retry = { type: 'retry', round } as const;
        this.#scope.services.clock.after(delayMs, () => {
          if (!this.#self.isStopped) this.#self.tell(retry);
        });
      }
    }
  }

  /** The bus may lose a delivery that nothing follows: then no acknowledgement comes. */
  #beginWatch(): void {
    this.#watching = true;
    this.#progressAt = this.#scope.services.clock.monotonic();
    this.#lookAfter(this.#patienceMs);
  }

  #lookAfter(delayMs: number): void {
    this.#scope.services.clock.after(delayMs, () => {
      if (!this.#self.isStopped) this.#self.tell({ type: 'watch' });
    });
  }

  #watch(): void {
    this.#watching = false;
    if (underWay(this.#state) === 0) return;
    const waitedMs = this.#scope.services.clock.monotonic() - this.#progressAt;
    if (waitedMs < this.#patienceMs) {
      this.#watching = true;
      return this.#lookAfter(this.#patienceMs - waitedMs);
    }
    this.#patienceMs = Math.min(this.#patienceMs * 2, overdueMsMax);
    this.#decide({ type: 'overdue' });
  }

  #read({ round, after, limit }: Extract<DeviceEffect, { type: 'read' }>): void {
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
