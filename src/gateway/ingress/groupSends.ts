// One upload for everybody of a group: read, limited, checked against its token, and handed to the
// actor of each recipient. Whoever sends it has leave to write to them and no name. What becomes of
// it at one recipient holds up no other; where a part of the server did not answer, the same upload
// is sent again, and nothing is stored twice.

import { hash } from 'node:crypto';
import type { CommandOf } from '#actors';
import type { GroupUpload, UploadRecipient } from '#crypto';
import { readGroupUpload } from '#crypto';
import type {
  AccountId,
  AccountMismatch,
  EnvelopeGuid,
  Refusal,
  Result,
  SendGroupFrame,
} from '#protocol';
import { encodeEnvelopeStart, EnvelopeType, guidFromBytes, ok, refuse } from '#protocol';
import { askEach } from '#routing';
import { metrics } from '#runtime';
import type { GatewayServices } from '../services.ts';
import type { TakePermits } from './rateLimits.ts';
import { isMoment } from './send.ts';
import type { SentBytes } from './sentBytes.ts';
import { addressSubject } from './subjects.ts';
import { UploadTurns } from './uploadTurns.ts';

/** What the sender learns: for all who are not named here the envelopes are on disk. */
export interface GroupReceipt {
  readonly serverTimestamp: number;
  readonly mismatches: readonly AccountMismatch[];
  /** Accounts that are not there. */
  readonly unknown: readonly AccountId[];
  /** Accounts that take no more for now. */
  readonly held: readonly AccountId[];
}

type SendShared = CommandOf<'account', 'sendShared'>;
type Services = Pick<GatewayServices, 'router' | 'limits' | 'clock' | 'groupKeys'> & {
  readonly take: TakePermits;
};

const guidBytes = 16;

/** The uploads to groups that come in at one worker. */
export class GroupSends {
  readonly #services: Services;
  readonly #bytes: Pick<SentBytes, 'add'>;
  readonly #turns: UploadTurns;

  /** Bytes are counted with those that are sent to single accounts. */
  constructor(services: Services, bytes: Pick<SentBytes, 'add'>) {
    this.#services = services;
    this.#bytes = bytes;
    this.#turns = new UploadTurns(services.clock);
  }

  /**
   * Accepts an upload. Refuses: request.invalid, request.malformed, message.too_large,
   * auth.required (no token), auth.invalid (one for others, or that is over), rate.limited,
   * server.busy (of too many at once, with a time to come again), and server.* when it is not known
   * what became of it at some recipient.
   */
  async send(
    frame: SendGroupFrame,
    ip: string,
    trace: string | undefined,
  ): Promise<Result<GroupReceipt>> {
    const { upload: bytes, token, timestamp } = frame;
    if (token.length === 0) return refuse('auth.required');
    if (!isMoment(timestamp)) return refuse('request.invalid', { detail: 'Field: timestamp.' });
    const upload = readGroupUpload(bytes);
    if (typeof upload === 'string') return refuse(upload);
    const address = addressSubject(ip);
    const held = await this.#limit(upload, bytes.length, address);
    if (held) return held;
    const { groupKeys, clock } = this.#services;
    if (groupKeys.isBusy) return refuse('server.busy');
    const { recipients } = upload;
    const refused = this.#turns.refusalNow(recipients.length, address);
    if (refused) return refused;
    const nowMs = clock.now();
    const named = recipients.map(({ account }) => account);
    const isLeave = await groupKeys.maySend(token, [...named, ...upload.excluded], nowMs);
    if (!isLeave) return refuse('auth.invalid');
    const spread = () => this.#spread(frame, upload, nowMs, trace);
    return this.#turns.take(named.length, address, spread);
  }

  /** An address has as many permits as it may write to accounts. */
  async #limit(
    { recipients, excluded }: GroupUpload,
    bytes: number,
    address: string,
  ): Promise<Result<never> | undefined> {
    const { take, limits } = this.#services;
    // A bucket smaller than a group would never let it in.
    const permits = Math.min(recipients.length + excluded.length, limits.groupSends.burst);
    return (await take('groupSends', address, permits)) ?? this.#bytes.add(address, bytes);
  }

  /** What goes to one worker leaves together, and what is shared once. */
  async #spread(
    frame: SendGroupFrame,
    upload: GroupUpload,
    serverTimestamp: number,
    trace: string | undefined,
  ): Promise<Result<GroupReceipt>> {
    const { router } = this.#services;
    const digest = hash('sha256', frame.upload, 'buffer');
    const { ephemeral, urgent, timestamp: clientTimestamp } = frame;
    const type = EnvelopeType.unidentifiedSender;
    const all = {
      type: 'sendShared',
      guid: guidFromBytes(digest.subarray(0, guidBytes)) as EnvelopeGuid,
      start: encodeEnvelopeStart({ type, clientTimestamp, serverTimestamp, urgent }),
      shared: upload.shared,
      ephemeral,
      urgent,
      serverTimestamp,
      trace,
    } as const;
    const parts = upload.recipients.map(({ account: id, devices, view }) => ({
      id,
      devices,
      view,
    }));
    const answers = await askEach<'account', SendShared, 'devices' | 'view'>(
      router,
      'account',
      all,
      parts,
    );
    return gathered(upload.recipients, answers, serverTimestamp);
  }
}

/** What became of it at each; one of which that is not known refuses the whole. */
function gathered(
  recipients: readonly UploadRecipient[],
  refusals: readonly (Refusal | undefined)[],
  serverTimestamp: number,
): Result<GroupReceipt> {
  const mismatches: AccountMismatch[] = [];
  const unknown: AccountId[] = [];
  const held: AccountId[] = [];
  let failed: Refusal | undefined;
  refusals.forEach((refusal, at) => {
    if (!refusal) return;
    const { account } = recipients[at] as UploadRecipient;
    const { code, mismatchedDevices: devices } = refusal;
    if (devices) mismatches.push({ account, devices });
    else if (code === 'account.not_found') unknown.push(account);
    else if (code === 'queue.full' || code === 'rate.limited') held.push(account);
    else failed ??= refusal;
  });
  if (failed) return { ok: false, refusal: failed };
  for (const refusal of refusals) if (refusal) metrics.refusals.inc({ code: refusal.code });
  metrics.groupUploads.inc();
  metrics.groupRecipients.inc(recipients.length - mismatches.length - unknown.length - held.length);
  return ok({ serverTimestamp, mismatches, unknown, held });
}
