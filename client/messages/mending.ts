// How a broken session mends itself. Whoever cannot read an envelope says so in a report that
// needs no session; whoever gets the report puts the session away and sends the message again
// through a new one. The receiver keeps texts by author and time stamp, so a message sent again
// is still shown once. Reports carry no proof of who sent them: what has a receipt is not sent
// again, and the rest only for the identity key it was written for.

import * as signal from '@signalapp/libsignal-client';
import { EnvelopeType, encodeContent } from '#protocol';
import { own, same } from '../bytes.ts';
import type { RemoteDevice } from '../remoteDevice.ts';
import type { ClientContext } from '../clientContext.ts';
import { isNamed } from '../devices/watch.ts';
import type { GroupResends } from '../groups/groupResends.ts';
import { senderKeyKind } from '../sealed/opening.ts';
import type { Unsealed } from '../sealed/opening.ts';
import { UnitOfWork } from '../sessions/unitOfWork.ts';
import type { SentRow } from '../store/outboxTable.ts';
import { isWithheld } from './withheld.ts';

const hourMs = 60 * 60 * 1000;
/** Reports to one device, or from it, in an hour. */
const reportsPerHourMax = 500;
/** Reports for one message: what fails so often will not arrive. */
const reportsPerMessageMax = 5;
/** Over the whole life of a text: a session that breaks while it is mended takes two or three. */
export const resendsPerTextMax = 5;
/** How long what was sent can be sent again. */
const resendAgeMaxMs = 30 * 24 * hourMs;

export class Mending {
  readonly #context: ClientContext;
  readonly #groups: GroupResends;

  constructor(context: ClientContext, groups: GroupResends) {
    this.#context = context;
    this.#groups = groups;
  }

  /**
   * Puts a report about the envelope into the outbox; runs inside the caller's transaction.
   * False when nothing will be reported: there were too many, or the content names no message.
   */
  report(envelope: Unsealed, from: RemoteDevice): boolean {
    const { store, clock } = this.#context;
    const now = clock.now();
    const { arrivals, outbox, profile } = store;
    if (this.#tooMany('out', from, envelope.clientTimestamp, now)) return false;
    const message = reportOf(envelope, from.device);
    if (!message) return false;
    arrivals.noteMending('out', from, envelope.clientTimestamp, now);
    const content = signal.PlaintextContent.from(message).serialize();
    const timestamp = profile.nextTimestamp(now);
    // The server takes nothing for a part of the devices; those that are not meant let it be.
    outbox.add({ account: from.account, kind: 'error', content, timestamp }, now);
    return true;
  }

  /** Acts on a report from another device; `also` is written in the same transaction. */
  reported(message: signal.DecryptionErrorMessage, from: RemoteDevice, also: () => void) {
    return this.#context.ratchets.run(from.account, () =>
      Promise.resolve(this.#reported(message, from, also)),
    );
  }

  #reported(
    message: signal.DecryptionErrorMessage,
    from: RemoteDevice,
    also: () => void,
  ): 'reset' | 'answered' | 'ignored' | 'stranger' | 'elsewhere' {
    const { store, clock, device } = this.#context;
    const now = clock.now();
    const timestamp = message.timestamp();
    const stranger = !this.#isKnown(from);
    const elsewhere = message.deviceId() !== device;
    if (stranger || elsewhere || this.#tooMany('in', from, timestamp, now)) {
      store.transaction(also);
      return stranger ? 'stranger' : elsewhere ? 'elsewhere' : 'ignored';
    }
    const unit = new UnitOfWork(store, 'aci', now);
    const reset = archive(unit, message, from);
    unit.commit({ state: 'closed', reason: 'the other device could not read it' }, () => {
      store.arrivals.noteMending('in', from, timestamp, now);
      if (reset) store.outbox.clearFrames(from.account);
      this.#sendAgain(from, timestamp, reset, now);
      also();
    });
    return reset ? 'reset' : 'answered';
  }

  #sendAgain(to: RemoteDevice, timestamp: number, reset: boolean, now: number): void {
    const { outbox, profile } = this.#context.store;
    if (outbox.isWaiting(to.account, timestamp)) return;
    const sent = outbox.sent(to.account, timestamp);
    if (!sent) this.#groups.again(to, timestamp);
    const onlyFor = sent && this.#resendKey(sent, to.device, now);
    if (onlyFor) {
      const { account, kind } = sent;
      outbox.countResend(account, timestamp);
      outbox.add({ account, kind, content: own(sent.content), timestamp, onlyFor }, now);
    } else if (reset && !isWithheld(this.#context, to.account)) {
      // Nothing to repeat, but the other side needs a message to find the new session by.
      const content = own(encodeContent({ type: 'null' }));
      const fresh = profile.nextTimestamp(now);
      outbox.add({ account: to.account, kind: 'null', content, timestamp: fresh }, now);
    }
  }

  /** The only identity key it may be sent again for, or nothing where it may not. */
  #resendKey(sent: SentRow, device: number, now: number): Uint8Array | undefined {
    const { sealedFor, failedCode, content } = sent;
    const late = sent.timestamp <= now - resendAgeMaxMs;
    // What was taken back, or has disappeared, is empty.
    const arrived = this.#context.store.outbox.hasArrived(sent.account, device, sent.timestamp);
    const over = arrived || late || failedCode !== undefined || content.length === 0;
    if (over || sent.resends >= resendsPerTextMax || !sealedFor) return undefined;
    const trusted = this.#context.store.identities.get(sent.account)?.key;
    return trusted && same(sealedFor, trusted) ? sealedFor : undefined;
  }

  /** False for an account that was never met, and for a device that its list does not name. */
  #isKnown({ account, device }: RemoteDevice): boolean {
    const { store } = this.#context;
    return store.identities.get(account) !== undefined && isNamed(store, account, device);
  }

  #tooMany(way: 'in' | 'out', device: RemoteDevice, timestamp: number, now: number): boolean {
    const { arrivals } = this.#context.store;
    const since = now - hourMs;
    return (
      arrivals.countMendings(way, device, since) >= reportsPerHourMax ||
      arrivals.countMendings(way, device, since, timestamp) >= reportsPerMessageMax
    );
  }
}

/** Puts the session away if it is still the one the unreadable message was made with. */
function archive(
  unit: UnitOfWork,
  message: signal.DecryptionErrorMessage,
  from: RemoteDevice,
): boolean {
  const record = unit.session(from.account, from.device);
  // A session that is lost on this side is opened anew by the next send anyway.
  if (!record?.hasCurrentState(new Date(unit.now))) return true;
  const key = message.ratchetKey();
  if (!key || !record.currentRatchetKeyMatches(key)) return false;
  record.archiveCurrentState();
  const address = signal.ProtocolAddress.new(from.account, from.device);
  unit.sessionChanges.set(address.toString(), { address, record });
  return true;
}

function reportOf(envelope: Unsealed, device: number): signal.DecryptionErrorMessage | undefined {
  const { Whisper, PreKey, SenderKey } = signal.CiphertextMessageType;
  const first = envelope.type === EnvelopeType.preKeyMessage;
  try {
    return signal.DecryptionErrorMessage.forOriginal(
      own(envelope.content),
      envelope.type === senderKeyKind ? SenderKey : first ? PreKey : Whisper,
      envelope.clientTimestamp,
      device,
    );
  } catch {
    return undefined;
  }
}
