// From a row of a group's outbox to one upload for many: sealed under our sender key, committed
// together with the key's turn. Whoever cannot be written to so is written to alone.

import * as signal from '@signalapp/libsignal-client';
import type { AccountId } from '#protocol';
import { own, pad, same } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { usableBeforeMs } from '../sealed/certificates.ts';
import { UnitOfWork } from '../sessions/unitOfWork.ts';
import type { GroupOutboxRow } from '../store/groupOutboxTable.ts';
import { NoAnswer } from '../transport/transport.ts';
import { devicesOf } from './distributing.ts';
import type { Distributing, Given } from './distributing.ts';

export interface Upload {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly recipients: readonly AccountId[];
}

export class GroupSealing {
  readonly #context: ClientContext;
  readonly #distributing: Distributing;

  constructor(context: ClientContext, distributing: Distributing) {
    this.#context = context;
    this.#distributing = distributing;
  }

  /**
   * The row's upload for those of the recipients who are to get it; nothing where nobody is.
   * `members`: all who may read us. Throws where no certificate can be had.
   */
  async upload(
    row: GroupOutboxRow,
    members: readonly AccountId[],
    recipients: readonly AccountId[],
  ): Promise<Upload | undefined> {
    const isSame = row.recipients?.length === recipients.length;
    const isGood = (row.uploadUntil ?? 0) - this.#context.clock.now() > usableBeforeMs;
    if (row.upload && isSame && isGood) return { bytes: row.upload, recipients };
    const distribution = this.#distributing.current(row.group, members);
    const lacking = recipients.filter((one) => !this.#distributing.isReady(distribution, one));
    // That somebody types is worth no key.
    const isTyping = row.kind === 'typing';
    const given: ReadonlyMap<AccountId, Given> = isTyping
      ? new Map(lacking.map((one) => [one, 'gone']))
      : await this.#distributing.give(distribution, lacking);
    const ready = recipients.filter((one) => (given.get(one) ?? 'has') === 'has');
    const alone = recipients.filter((one) => given.get(one) === 'cannot');
    if (ready.length === 0) {
      this.#context.store.transaction(() => {
        this.copy(row, alone);
        this.#context.store.groupOutbox.setUpload(row.id, []);
      });
      return undefined;
    }
    return { bytes: await this.#seal(row, distribution, ready, alone), recipients: ready };
  }

  /** Writes to these accounts one by one, inside the caller's transaction. */
  copy(row: GroupOutboxRow, accounts: readonly AccountId[]): void {
    const { store, clock } = this.#context;
    const { timestamp, content } = row;
    for (const account of accounts) {
      if (store.outbox.isWaiting(account, timestamp)) continue;
      store.outbox.add({ account, kind: 'group', content, timestamp }, clock.now());
    }
  }

  /** Gives up the upload: everybody is written to alone. */
  apart(row: GroupOutboxRow, recipients: readonly AccountId[]): void {
    const { store, clock } = this.#context;
    store.transaction(() => {
      this.copy(row, recipients);
      store.groupOutbox.log(row, recipients, clock.now());
      store.groupOutbox.setUpload(row.id, []);
    });
  }

  async #seal(
    row: GroupOutboxRow,
    distribution: string,
    ready: readonly AccountId[],
    alone: readonly AccountId[],
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { store, clock, sealed, account, device } = this.#context;
    const certificate = sealed.certificate();
    const unit = new UnitOfWork(store, 'aci', clock.now());
    const message = await signal.groupEncrypt(
      signal.ProtocolAddress.new(account, device),
      distribution,
      unit.senderKeys,
      pad(row.content),
    );
    const hint =
      row.kind === 'typing' ? signal.ContentHint.Implicit : signal.ContentHint.Resendable;
    const content = signal.UnidentifiedSenderMessageContent.new(
      message,
      certificate.certificate,
      hint,
      own(Buffer.from(row.group, 'hex')),
    );
    const upload = await signal.sealedSenderMultiRecipientEncrypt({
      content,
      recipients: ready.flatMap((one) =>
        [...devicesOf(store, one).keys()].map((id) => signal.ProtocolAddress.new(one, id)),
      ),
      identityStore: unit.identities,
      sessionStore: unit.sessions,
    });
    const identityKey = store.profile.identity('aci').publicKey.serialize();
    if (!same(certificate.certificate.key().serialize(), identityKey)) {
      throw new NoAnswer('The account has another identity by now.');
    }
    unit.commit({ state: 'active', reason: 'sent' }, () => {
      this.copy(row, alone);
      const everybody = row.recipients ?? [...ready, ...alone];
      if (row.kind !== 'typing') store.groupOutbox.log(row, everybody, clock.now());
      const { untilMs } = certificate;
      store.groupOutbox.setUpload(row.id, ready, { upload, untilMs });
    });
    return upload;
  }
}
