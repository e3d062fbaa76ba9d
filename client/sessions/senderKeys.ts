// Sender keys as libsignal sees them during one turn.

import * as signal from '@signalapp/libsignal-client';
import type { Store } from '../store/store.ts';

export interface SenderKeyChange {
  readonly account: string;
  readonly device: number;
  readonly distribution: string;
  readonly record: signal.SenderKeyRecord;
}

/** The turn they are used in. */
interface Turn {
  readonly store: Store;
  readonly senderKeyChanges: Map<string, SenderKeyChange>;
  guard<Value>(read: () => Value): Promise<Value>;
}

export class SenderKeys extends signal.SenderKeyStore {
  readonly #turn: Turn;

  constructor(turn: Turn) {
    super();
    this.#turn = turn;
  }

  override saveSenderKey(
    sender: signal.ProtocolAddress,
    distribution: signal.Uuid,
    record: signal.SenderKeyRecord,
  ) {
    const [account, device] = [sender.name(), sender.deviceId()];
    const change = { account, device, distribution, record };
    this.#turn.senderKeyChanges.set(nameOf(sender, distribution), change);
    return Promise.resolve();
  }

  override getSenderKey(sender: signal.ProtocolAddress, distribution: signal.Uuid) {
    return this.#turn.guard(() => {
      const changed = this.#turn.senderKeyChanges.get(nameOf(sender, distribution));
      if (changed) return changed.record;
      const { senderKeys } = this.#turn.store;
      const stored = senderKeys.record(sender.name(), sender.deviceId(), distribution);
      return stored ? signal.SenderKeyRecord.deserialize(stored) : null;
    });
  }
}

const nameOf = (sender: signal.ProtocolAddress, distribution: string) =>
  `${sender.name()}.${sender.deviceId()} ${distribution}`;
