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
import {
  encodeEnvelope,
  encodeEnvelopeHead,
  formatDeviceAddress,
  guidToBytes,
  ok,
  refuse,
} from '#protocol';
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
import { answer, refused } from '../command.ts';
import { accountCommand } from './decision.ts';
import type { Pipeline } from './pipeline.ts';
import type { SharedPermits } from './sharedPermits.ts';

/** One message for every device of the account. Answered when all of it is on disk. */
interface Send {
  /** Absent where the recipient alone knows it. */
  readonly source?: DeviceAddress;
  readonly guid: EnvelopeGuid;
  /** `aci` or `pni`: which identity was addressed. */
  readonly identity: IdentityKind;
  readonly contents: readonly DeviceContent[];
  /** What follows each of the contents. */
  readonly shared?: Uint8Array;
  readonly ephemeral: boolean;
  readonly urgent: boolean;
  readonly clientTimestamp: number;
  readonly serverTimestamp: number;
}

/** The same from somebody who is not named, which goes to the account's own identity. */
interface SendSealed extends Omit<Send, 'source' | 'identity'>, ByAccess {}

/**
 * The same for one of many recipients, from somebody who has leave to write to them all: their
 * contents end with what is shared, of which the queue keeps one in each shard.
 */
interface SendShared extends Omit<Send, 'source' | 'identity' | 'shared'> {
  readonly shared: Uint8Array;
}

/** Its answer: the envelopes are on disk. */
interface Sent {
  readonly serverTimestamp: number;
}

/** An envelope on its way to one device. */
interface Outgoing {
  readonly to: QueueAddress;
  readonly guid: EnvelopeGuid;
  readonly bytes: Uint8Array;
  /** The rest of its bytes. */
  readonly tail: Uint8Array | undefined;
}

/**
 * Checks a send against the device list and addresses its envelopes; what a send may look like at
 * all was checked where it came in. Source: wire facts of Signal.
 */
function decideSend(state: RegisteredState, send: Send): Decision<SendingEffect, Sent> {
  const mismatch = compareDevices(state.account, send);
  if (!mismatch) return dispatch(state, send);
  const code = mismatch.stale.length > 0 ? 'message.stale_devices' : 'message.mismatched_devices';
  return refused(state, code, { mismatchedDevices: mismatch });
}

function dispatch(state: RegisteredState, send: Send): Decision<SendingEffect, Sent> {
  const { account } = state;
  const envelopes = contents(account, send);
  const { serverTimestamp, source } = send;
  const effects: SendingEffect[] = [];
  if (source && source.account !== account.id) {
    effects.push({ type: 'recordContact', from: source.account });
  }
  if (send.ephemeral) effects.push({ type: 'transmit', envelopes });
  else if (envelopes.length > 0) {
    return { state, effects: [...effects, { type: 'enqueue', envelopes, serverTimestamp }] };
  }
  return { state, effects: [...effects, answer({ serverTimestamp })] };
}

function contents(account: Account, send: Send): Outgoing[] {
  const destinationServiceId = send.identity === 'pni' ? `PNI:${account.pni}` : account.id;
  const source = send.source && {
    sourceServiceId: send.source.account,
    sourceDevice: send.source.device,
  };
  return send.contents.map((content) => {
    const to = addressed(account, content.deviceId as DeviceId);
    const serverGuid = serverGuidOf(send, account.id, to.device);
    const envelope = {
      type: content.type as EnvelopeType,
      clientTimestamp: send.clientTimestamp,
      serverTimestamp: send.serverTimestamp,
      content: content.content,
      ...source,
      destinationServiceId,
      serverGuid,
      urgent: send.urgent,
    };
    const tail = send.shared;
    const bytes = tail ? encodeEnvelopeHead(envelope, tail.length) : encodeEnvelope(envelope);
    return { to, guid: serverGuid.toString('hex') as EnvelopeGuid, bytes, tail };
  });
}

/** The queue of a device that is known to be in the list. */
function addressed(account: Account, id: DeviceId): QueueAddress {
  return queueOf(account, account.devices.find((one) => one.id === id) as Device);
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
  const head = Buffer.from(`${source}\0${formatDeviceAddress({ account, device })}\0`);
  return hash('sha256', Buffer.concat([head, guidToBytes(send.guid)]), 'buffer').subarray(0, 16);
}

/** Made for those who hear it now: the queue needs no copy. */
function wholeOf({ bytes, tail }: Outgoing): Uint8Array {
  return tail ? Buffer.concat([bytes, tail]) : bytes;
}

type Mismatch = { missing: number[]; extra: number[]; stale: number[] };

/** How the send differs from the list; a sender to its own account leaves its own device out. */
function compareDevices(account: Account, send: Send): Mismatch | undefined {
  const own = send.source?.account === account.id ? send.source.device : undefined;
  const expected = account.devices.filter((device) => device.id !== own);
  const only = send.contents[0];
  const first = expected[0];
  if (expected.length === 1 && send.contents.length === 1 && first && only?.deviceId === first.id) {
    const current = first.identities[send.identity].registrationId === only.registrationId;
    return current ? undefined : { missing: [], extra: [], stale: [first.id] };
  }
  const given = new Map<number, DeviceContent>();
  for (const content of send.contents) given.set(content.deviceId, content);
  const missing: number[] = [];
  const stale: number[] = [];
  for (const device of expected) {
    const content = given.get(device.id);
    if (!content) missing.push(device.id);
    else if (content.registrationId !== device.identities[send.identity].registrationId) {
      stale.push(device.id);
    }
    given.delete(device.id);
  }
  const extra = [...given.keys()];
  const fits = missing.length + extra.length + stale.length === 0;
  return fits ? undefined : { missing, extra, stale };
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

const sendShared = accountCommand({
  type: 'sendShared',
  decide: (state, command: SendShared): Decision<SendingEffect, Sent> => {
    const decided = decideSend(state, { ...command, identity: 'aci' });
    return { ...decided, effects: [{ type: 'takeSharedPermit' }, ...decided.effects] };
  },
});

export const sendingCommands = [send, sendSealed, sendShared, notify] as const;

/** A device's actor, as far as it is told what is for it. */
interface Hearer {
  hear(message: DeviceMessage): void;
}

/** What is done for a send is done on the account that gets it. */
interface SendingEdge {
  readonly scope: Pick<ShardScope, 'services'>;
  readonly pipeline: Pipeline;
  readonly fence: FencingToken;
  readonly contacts: { note(from: AccountId): void };
  readonly sharedPermits: Pick<SharedPermits, 'take'>;
  readonly devices: ReadonlyMap<DeviceId, Hearer>;
  /** The device's actor, where there is one and it serves this very queue. */
  deviceOf(to: QueueAddress): Hearer | undefined;
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
    if (account.pipeline.begin(ask)) new Insertion(account, effect, ask).begin();
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

type SendingEffect = EffectOf<typeof sendingEffects>;
export type NotifyEffect = Extract<SendingEffect, { readonly type: 'notify' }>;

/** One send under way: the first of its inserts that failed decides the answer. */
class Insertion {
  readonly #account: SendingEdge;
  readonly #send: Enqueue;
  readonly #ask: Ask;
  readonly #step: Step;
  #code: ErrorCode | undefined;
  #waiting: number;

  constructor(account: SendingEdge, send: Enqueue, ask: Ask) {
    this.#account = account;
    this.#send = send;
    this.#ask = ask;
    this.#step = tracing.step('insert', ask.command.trace);
    this.#waiting = send.envelopes.length;
  }

  /** Stores the envelopes and tells each device of its own. */
  begin(): void {
    const { scope, fence } = this.#account;
    const { queue } = scope.services;
    for (const envelope of this.#send.envelopes) {
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
        if (device) {
          const { position } = settled;
          const { trace } = this.#step;
          const bytes = wholeOf(sent);
          device.hear({ type: 'queued', envelope: { guid, position, bytes, trace } });
        }
        break;
      }
      case 'duplicate':
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
    const code = this.#code;
    const { serverTimestamp } = this.#send;
    this.#step.end(code);
    this.#ask.answer(code ? refuse(code) : ok<Sent>({ serverTimestamp }));
    this.#account.pipeline.end();
  }
}
