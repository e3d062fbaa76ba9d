// A device's actor as its account holds it: what a restart of the actor must not forget.

import type { DeviceAddress, EnvelopeGuid, ErrorCode } from '#protocol';
import { refuse } from '#protocol';
import type { Ask } from '../ask.ts';
import { ActorHandle } from '../handle.ts';
import type { Behaviour, Cell } from '../kernel/index.ts';
import type { QueueAddress } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import { DeviceActor } from './actor.ts';
import type { Check, DeviceDefinition } from './commands.ts';
import type { DeviceMessage } from './messages.ts';
import { DeliverySteps } from './outbox.ts';
import { Removals } from './removals.ts';
import type { Attachment } from './state.ts';
import { sameConnection } from './state.ts';

const nothing: ReadonlySet<EnvelopeGuid> = new Set();

/** The account whose device it is. */
export interface DeviceKeeper {
  readonly scope: ShardScope;
  readonly cell: Pick<Cell<never>, 'spawn'>;
  forget(handle: DeviceHandle): void;
}

export class DeviceHandle extends ActorHandle<DeviceMessage> {
  readonly address: DeviceAddress;
  readonly queue: QueueAddress;
  /** `salt` of the credential of this life of the device. */
  readonly credential: string;
  #removals: Removals | undefined;
  readonly steps: DeliverySteps;
  readonly cell: Cell<DeviceMessage>;
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

  constructor(queue: QueueAddress, credential: string, keeper: DeviceKeeper) {
    super(keeper.scope);
    // Without the key: it is what deliveries carry.
    this.address = { account: queue.account, device: queue.device };
    this.queue = queue;
    this.credential = credential;
    this.#keeper = keeper;
    this.steps = new DeliverySteps(this.fence);
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
  }

  get removals(): Removals {
    const { queue, clock } = this.scope.services;
    return (this.#removals ??= new Removals(queue, this, clock));
  }

  /** Acknowledged, and not known to be deleted. */
  get removing(): ReadonlySet<EnvelopeGuid> {
    return this.#removals?.removing ?? nothing;
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

  /** Hands a command to the actor. False: the mailbox is full. */
  post(ask: Ask<DeviceDefinition>): boolean {
    return this.cell.post({ type: 'ask', ask });
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
