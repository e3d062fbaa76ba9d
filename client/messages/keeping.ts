// What was said, on its way into the store: which part of the client keeps it, and what is told of
// it once the turn of the ratchet is committed.

import type { Content, SyncContent } from '#protocol';
import type { Calls } from '../calls/calls.ts';
import type { ClientContext } from '../clientContext.ts';
import { keepNumber } from '../devices/numberChange.ts';
import { keepList } from '../devices/siblings.ts';
import type { RejectReason } from '../events.ts';
import type { GroupParts } from '../groups/groupParts.ts';
import type { RemoteDevice } from '../remoteDevice.ts';
import type { Unsealed } from '../sealed/opening.ts';
import type { Receipts } from './receipts.ts';

interface KeepingParts {
  readonly context: ClientContext;
  readonly receipts: Receipts;
  readonly groups: GroupParts;
  readonly calls: Calls;
}

export class Keeping {
  readonly #parts: KeepingParts;

  constructor(parts: KeepingParts) {
    this.#parts = parts;
  }

  /** Stores what was said; returns what is to be told afterwards. */
  keep(content: Content, { account, device }: RemoteDevice, envelope: Unsealed): () => void {
    const { context, calls, groups, receipts } = this.#parts;
    const { store, events, conversations, profiles, record, contacts } = context;
    const { clientTimestamp: sentAt, serverTimestamp } = envelope;
    const reject = (reason: RejectReason) => () => void events.emit('rejected', { reason });
    if (isSync(content)) {
      if (account !== context.account) return reject('source');
      if (content.type === 'syncDevices') return keepList(context, content.list);
      if (content.type === 'syncNumber') {
        return keepNumber(context, content, device, envelope.updatedPni) ?? reject('content');
      }
      if (content.type === 'syncHistory') return context.history.hear(content, device);
      profiles.heardOwn(content);
      record.hear(content, device);
      contacts.heardOwn(content);
      const named = groups.hearing.named(content);
      const group = named?.secrets.id;
      return conversations.applyOwn(content, device, sentAt, group)?.tell ?? reject('content');
    }
    if (content.type === 'null' || content.type === 'decryptionError') return () => {};
    if (content.type === 'unknown') return reject('content');
    if (content.type === 'callKeys' || content.type === 'callPeer' || content.type === 'call') {
      return calls.hear(content, { account, device }, serverTimestamp) ?? reject('content');
    }
    const { hearing } = groups;
    const conversation = hearing.conversationOf(content, account, serverTimestamp);
    if (conversation === 'quiet') return () => {};
    if (!conversation) return reject('group');
    const heard =
      content.type === 'receipt'
        ? { ...content, timestamps: hearing.receipted(content.timestamps, account) }
        : content;
    const said = { conversation, author: account, device, sentAt, content: heard };
    const kept = conversations.hear(said, serverTimestamp);
    if (!kept) return reject('content');
    if (kept.isNew) store.arrivals.owe(account, 'delivery', sentAt);
    const tellNewcomer =
      kept.isNew && conversation === account ? contacts.newcomer(account) : () => {};
    return () => {
      tellNewcomer();
      if (kept.isNew) receipts.soon();
      kept.tell();
    };
  }
}

const isSync = (content: Content): content is SyncContent => content.type.startsWith('sync');
