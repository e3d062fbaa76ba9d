// Sender keys as libsignal sees them during one turn.

import * as signal from '@signalapp/libsignal-client';
import type { UnitOfWork } from './unitOfWork.ts';

export interface SenderKeyChange {
  readonly account: string;
  readonly device: number;
  readonly distribution: string;
  readonly record: signal.SenderKeyRecord;
}

export class SenderKeys extends signal.SenderKeyStore {
  readonly #unit: UnitOfWork;

  constructor(unit: UnitOfWork) {
    super();
    this.#unit = unit;
  }

  override saveSenderKey(
    sender: signal.ProtocolAddress,
    distribution: signal.Uuid,
    record: signal.SenderKeyRecord,
  ) {
    const [account, device] = [sender.name(), sender.deviceId()];
    const change = { account, device, distribution, record };
    this.#unit.senderKeyChanges.set(nameOf(sender, distribution), change);
    return Promise.resolve();
  }

  override getSenderKey(sender: signal.ProtocolAddress, distribution: signal.Uuid) {
    return this.#unit.guard(() => {
      const changed = this.#unit.senderKeyChanges.get(nameOf(sender, distribution));
      if (changed) return changed.record;
      const { senderKeys } = this.#unit.store;
      const stored = senderKeys.record(sender.name(), sender.deviceId(), distribution);
      return stored ? signal.SenderKeyRecord.deserialize(stored) : null;
    });
  }
}

const nameOf = (sender: signal.ProtocolAddress, distribution: string) =>
  `${sender.name()}.${sender.deviceId()} ${distribution}`;
