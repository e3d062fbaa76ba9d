// A message for every device of an account: does it fit the device list, what is stored for whom,
// and how it gets into the queues and to those who hear at once.

import { hash } from 'node:crypto';
import type {
  AccountId,
  DeviceAddress,
  DeviceContent,
  DeviceId,
  EnvelopeGuid,
  EnvelopeType,
  ErrorCode,
  FencingToken,
  Notice,
} from '#protocol';
import { encodeEnvelope, formatDeviceAddress, isSaid, ok, refuse } from '#protocol';
import type { Step } from '#runtime';
import { metrics, tracing } from '#runtime';
import type { Ask } from '../ask.ts';
import type { DeviceMessage } from '../device/messages.ts';
import type { EffectOf, Ended } from '../effects.ts';
import type { InsertOutcome, QueueAddress } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import type { ByAccess } from './access.ts';
import { accessCommand } from './access.ts';
import type { Account, Device, IdentityKind } from './account.ts';
import { queueOf } from './account.ts';
import type { Decision, RegisteredState } from './decision.ts';
import { answer } from '../command.ts';
import { accountCommand } from './decision.ts';
import { compareDevices, mismatched } from './mismatch.ts';
import type { Pipeline } from './pipeline.ts';
import type { SharedPermits } from './sharedPermits.ts';

const guidBytes = 16;

/** One message for every device of the account. Answered when all of it is on disk. */
interface Send {
  /** Absent where the recipient alone knows it. */
  readonly source?: DeviceAddress;
  /** Goes along with what the source has sent by name. */
  readonly reportSpamToken?: Uint8Array;
  readonly guid: EnvelopeGuid;
  /** `aci` or `pni`: which identity was addressed. */
  readonly identity: IdentityKind;
  readonly contents: readonly DeviceContent[];
  readonly ephemeral: boolean;
  readonly urgent: boolean;
  readonly clientTimestamp: number;
  readonly serverTimestamp: number;
}

/** What envelopes are made of. */
interface Addressed extends Omit<Send, 'ephemeral'> {
  readonly updatedPni?: string;
}

/** The same from somebody who is not named, which goes to the account's own identity. */
interface SendSealed extends Omit<Send, 'source' | 'identity' | 'reportSpamToken'>, ByAccess {}

/** Its answer: the envelopes are on disk. */
export interface Sent {
  readonly serverTimestamp: number;
}

/** A device that is woken for what comes. */
export interface Wakeable {
  readonly isUrgent: boolean;
  /** `salt` of its credential. */
  readonly credential: string;
}

/** An envelope on its way to one device. */
export interface Outgoing {
  readonly to: QueueAddress;
  readonly guid: EnvelopeGuid;
  readonly bytes: Uint8Array;
  /** Absent: nothing wakes the device. */
  readonly waking?: Wakeable | undefined;
  /** The rest of its bytes, where other recipients have them as well. */
  readonly tail?: Uint8Array;
}

/**
 * Checks a send against the device list and addresses its envelopes; what a send may look like at
 * all was checked where it came in. Source: wire facts of Signal.
 */
function decideSend(state: RegisteredState, send: Send): Decision<SendingEffect, Sent> {
  const { account } = state;
  const { source, identity, contents } = send;
  const own = source?.account === account.id ? source.device : undefined;
  const mismatch = compareDevices(account, identity, contents, own);
  if (mismatch) return mismatched(state, mismatch);
  const effects: SendingEffect[] = [];
  if (source && source.account !== account.id && isSaid(contents)) {
    effects.push({ type: 'recordContact', from: source.account });
  }
  return dispatch(state, effects, send, envelopesOf(account, send));
}

/** Stores the envelopes, or tells those alone who hear now; answers. */
export function dispatch(
  state: RegisteredState,
  before: readonly SendingEffect[],
  { ephemeral, serverTimestamp }: Pick<Send, 'ephemeral' | 'serverTimestamp'>,
  envelopes: readonly Outgoing[],
): Decision<SendingEffect, Sent> {
  if (ephemeral) {
    const transmit = { type: 'transmit', envelopes } as const;
    return { state, effects: [...before, transmit, answer({ serverTimestamp })] };
  }
  const last =
    envelopes.length > 0
      ? ({ type: 'enqueue', envelopes, serverTimestamp } as const)
      : answer({ serverTimestamp });
  return { state, effects: [...before, last] };
}

/** One for each device that it is for; all of them are in the list. */
export function envelopesOf(account: Account, send: Addressed): Outgoing[] {
  const destinationServiceId = send.identity === 'pni' ? `PNI:${account.pni}` : account.id;
  const source = send.source && {
    sourceServiceId: send.source.account,
    sourceDevice: send.source.device,
  };
  return send.contents.map((content) => {
    const device = listed(account, content.deviceId);
    const to = queueOf(account, device);
    const serverGuid = serverGuidOf(send, account.id, to.device);
    const envelope = {
      type: content.type as EnvelopeType,
      clientTimestamp: send.clientTimestamp,
      serverTimestamp: send.serverTimestamp,
      content: content.content,
      ...source,
      ...(send.reportSpamToken ? { reportSpamToken: send.reportSpamToken } : {}),
      destinationServiceId,
      serverGuid,
      urgent: send.urgent,
      ...(send.updatedPni === undefined ? {} : { updatedPni: send.updatedPni }),
    };
    const guid = serverGuid.toString('hex') as EnvelopeGuid;
    const waking = wakeable(device, send.urgent);
    return { to, guid, bytes: encodeEnvelope(envelope), waking };
  });
}

/** A device that is known to be in the list. */
export function listed(account: Account, id: number): Device {
  return account.devices.find((one) => one.id === id) as Device;
}

/** How a device is woken for an envelope, if it is. */
export function wakeable(device: Device, isUrgent: boolean): Wakeable | undefined {
  return device.push && { isUrgent, credential: device.credential.salt };
}

/**
 * The envelope's own guid: a retry by the same sender is the same envelope, and no other sender
 * can make it.
 * Shape: first 16 bytes of SHA-256(source address or "" ‖ 0 ‖ destination device ‖ 0 ‖ client
 * guid).
 */
function serverGuidOf(
  send: Pick<Send, 'source' | 'guid'>,
  account: AccountId,
  device: DeviceId,
): Buffer {
  const source = send.source ? formatDeviceAddress(send.source) : '';
  const head = `${source}\0${formatDeviceAddress({ account, device })}\0`;
  const bytes = Buffer.allocUnsafe(head.length + guidBytes);
  bytes.write(send.guid, bytes.write(head, 'latin1'), 'hex');
  return hash('sha256', bytes, 'buffer').subarray(0, 16);
}

/** Made for those who hear it now: the queue needs no copy. */
function wholeOf({ bytes, tail }: Outgoing): Uint8Array {
  return tail ? Buffer.concat([bytes, tail]) : bytes;
}

interface Notify {
  readonly notice: Notice;
}

/** Tells the account's connected devices that something changed. Delivery: at most once. */
const notify = accountCommand({
  type: 'notify',
  decide: (state, { notice }: Notify): Decision<SendingEffect, null> => ({
    state,
    effects: [{ type: 'notify', notice }, answer(null)],
  }),
});

export const send = accountCommand({ type: 'send', decide: decideSend });

/** Only for its recipient's eyes is it known who has sent it: nobody else can note it. */
const sendSealed = accessCommand({
  type: 'sendSealed',
  decide: (state, command: SendSealed): Decision<SendingEffect, Sent> =>
    decideSend(state, { ...command, identity: 'aci' }),
});

export const sendingCommands = [send, sendSealed, notify] as const;

/** A device's actor, as far as it is told what is for it. */
interface Hearer {
  readonly attachment: unknown;
  hear(message: DeviceMessage): void;
}

/** What is done for a send is done on the account that gets it. */
interface SendingEdge extends InsertionEdge {
  readonly pipeline: Pipeline;
  readonly contacts: { note(from: AccountId): void };
  readonly sharedPermits: Pick<SharedPermits, 'take'>;
  readonly devices: ReadonlyMap<DeviceId, Hearer>;
}

/** What is needed of it to put something into its queues. */
export interface InsertionEdge {
  readonly scope: Pick<ShardScope, 'services'>;
  readonly fence: FencingToken;
  /** The device's actor, where there is one and it serves this very queue. */
  deviceOf(to: QueueAddress): Hearer | undefined;
  /** The device's actor, which is started if need be. */
  device(to: QueueAddress, credential: string): Hearer;
  /** The store knows a newer owner. */
  fenced(): void;
  defect(cause: unknown): void;
}

interface Enqueue {
  readonly envelopes: readonly Outgoing[];
  readonly serverTimestamp: number;
}

export const sendingEffects = {
  /** Begun, not waited for. Inserts in order; answers after the last. */
  enqueue(account: SendingEdge, effect: Enqueue, ask: Ask): undefined {
    if (!account.pipeline.begin(ask)) return;
    const { envelopes, serverTimestamp } = effect;
    insertAll(account, envelopes, ask.command.trace, (code) => {
      ask.answer(code ? refuse(code) : ok<Sent>({ serverTimestamp }));
      account.pipeline.end();
    });
  },
  transmit(
    account: SendingEdge,
    { envelopes }: { readonly envelopes: readonly Outgoing[] },
  ): undefined {
    for (const one of envelopes) {
      const { to, guid } = one;
      account.deviceOf(to)?.hear({ type: 'ephemeral', guid, bytes: wholeOf(one) });
    }
  },
  /** Of what comes by leave for many, before anything is stored of it. */
  takeSharedPermit(account: SendingEdge, _effect: object): Ended {
    return account.sharedPermits.take() ? undefined : 'rate.limited';
  },
  recordContact(account: SendingEdge, { from }: { readonly from: AccountId }): undefined {
    account.contacts.note(from);
  },
  notify({ devices }: SendingEdge, { notice }: Notify): undefined {
    for (const device of devices.values()) device.hear({ type: 'notice', notice });
  },
};

export type SendingEffect = EffectOf<typeof sendingEffects>;
export type NotifyEffect = Extract<SendingEffect, { readonly type: 'notify' }>;

type Inserted = (code: ErrorCode | undefined) => void;

/** Inserts them in order; `done` hears after the last what the first that failed has said. */
export function insertAll(
  account: InsertionEdge,
  envelopes: readonly Outgoing[],
  trace: string | undefined,
  done: Inserted,
): void {
  new Insertion(account, envelopes, trace, done).begin();
}

/** One send under way: the first of its inserts that failed decides the answer. */
class Insertion {
  readonly #account: InsertionEdge;
  readonly #envelopes: readonly Outgoing[];
  readonly #done: Inserted;
  readonly #step: Step;
  #code: ErrorCode | undefined;
  #waiting: number;

  constructor(
    account: InsertionEdge,
    envelopes: readonly Outgoing[],
    trace: string | undefined,
    done: Inserted,
  ) {
    this.#account = account;
    this.#envelopes = envelopes;
    this.#done = done;
    this.#step = tracing.step('insert', trace);
    this.#waiting = envelopes.length;
  }

  /** Stores the envelopes and tells each device of its own. */
  begin(): void {
    const { scope, fence } = this.#account;
    const { queue } = scope.services;
    for (const envelope of this.#envelopes) {
      const { to, guid, bytes, tail } = envelope;
      queue.insert(to, fence, guid, bytes, tail).then(
        (outcome) => this.#inserted(envelope, outcome),
        (error: unknown) => this.#failed(envelope, error),
      );
    }
  }

  /** Outcomes of one device come in the order of its inserts, and so does what it is told. */
  #inserted(sent: Outgoing, settled: InsertOutcome): void {
    const { to, guid } = sent;
    switch (settled.outcome) {
      case 'stored': {
        metrics.envelopesAccepted.inc();
        const device = this.#account.deviceOf(to);
        if (this.#isForNobody(sent)) return;
        if (device) {
          const { position } = settled;
          const { trace } = this.#step;
          const bytes = wholeOf(sent);
          device.hear({ type: 'queued', envelope: { guid, position, bytes, trace } });
        }
        break;
      }
      case 'duplicate':
        // Whoever stored it may have died before it had anybody woken.
        if (this.#isForNobody(sent)) return;
        this.#account.deviceOf(to)?.hear({ type: 'repeated', guid });
        break;
      case 'full':
        this.#code ??= 'queue.full';
        break;
      case 'fenced':
        this.#code ??= 'shard.not_owner';
        this.#account.fenced();
        break;
    }
    this.#settled();
  }

  /**
   * True where nobody is connected, and the device is to be woken: it is settled once that is sure.
   * Answered before, the send would not come again if this worker died, and nobody be woken by it.
   */
  #isForNobody({ to, waking }: Outgoing): boolean {
    if (!waking || this.#account.deviceOf(to)?.attachment) return false;
    // Whoever attaches after this reads it from the queue.
    const { isUrgent, credential } = waking;
    const kept = () => this.#settled();
    this.#account.device(to, credential).hear({ type: 'stored', isUrgent, kept });
    return true;
  }

  #failed({ to }: Outgoing, error: unknown): void {
    if (error instanceof Unreachable) {
      this.#code ??= error.refusal;
      // It may be in the queue all the same.
      this.#account.deviceOf(to)?.hear({ type: 'stir' });
    } else {
      this.#code = 'server.defect';
      this.#account.defect(error);
    }
    this.#settled();
  }

  #settled(): void {
    if (--this.#waiting > 0) return;
    this.#step.end(this.#code);
    this.#done(this.#code);
  }
}
