// An account gets another phone number, and with it another PNI under keys of its own: all devices
// get theirs in one write of the document. What the other devices have to be told is written with
// it, and put into their queues behind it, so that they hear of what there is and of nothing else.
//
// Who has the number until then is asked first (`releaseNumber`), with what a registration of it
// would have to show. They lose the number and nothing else: they have an identity of their own,
// and those who know it go on. (Signal, where nobody is without a number, deletes the account.) A
// crash between the two leaves a number that nobody has; the same request goes on.
// Source: Signal-Server, AccountControllerV2 and ChangeNumberManager.

import type {
  DeviceContent,
  DeviceId,
  EnvelopeGuid,
  ErrorCode,
  PhoneIdentityId,
  QueueGeneration,
  SignedDeviceList,
} from '#protocol';
import { ok, primaryDevice, refuse } from '#protocol';
import { answer, answered, refused } from '../command.ts';
import type { EffectOf, Ended } from '../effects.ts';
import type { Account, Device, DeviceIdentity, NumberNews } from './account.ts';
import { deviceOf, keyGenerationOf } from './account.ts';
import type { AccountState, Decision, IsConnected, RegisteredState, Vouched } from './decision.ts';
import { accountCommand, openCommand } from './decision.ts';
import type { RemovalEffect } from './deviceList.ts';
import { checkNextList, isAsListed, namesOnly, noticeOf } from './deviceList.ts';
import type { Document, DocumentEffect } from './document.ts';
import type { VerifyEffect } from './keys.ts';
import type { LockEffect, ShownToken } from './lock.ts';
import { lockAfter, lockedOut } from './lock.ts';
import { compareDevices, mismatched } from './mismatch.ts';
import { ownDevice } from './newDevice.ts';
import type { Happening, TellOwnerEffect } from './security.ts';
import { tellAll, tellOwner } from './security.ts';
import type { InsertionEdge } from './sending.ts';
import { envelopesOf, insertAll } from './sending.ts';
import type { ShownAtTakeOver } from './takeOver.ts';
import { codesAfter } from './takeOver.ts';
import { refusedCode } from './totp.ts';

/** What a device has under the new PNI. */
interface DevicePhoneIdentity extends DeviceIdentity {
  readonly device: DeviceId;
}

/**
 * Gives the account a number that was proved and another PNI. Answered once the other devices'
 * messages are on disk; the same again changes nothing. `isTrial` checks all that can be checked
 * and changes nothing; `isRepeat` proves no number, and is answered where there is none to change.
 * Refuses: auth.forbidden to all but the primary; registration.unverified for a repeat that is
 * none; request.invalid for the number or an identity key that is the account's already, and where
 * a locked account shows no token for the new number; message.mismatched_devices and
 * message.stale_devices unless keys and messages are for exactly its devices; key.malformed;
 * key.signature, also under an identity key that is none;
 * devices.list_invalid, devices.list_stale; number.taken where somebody else was faster.
 */
interface ChangeNumber extends Vouched {
  readonly device: DeviceId;
  readonly number: string;
  readonly pni: PhoneIdentityId;
  readonly identityKey: Uint8Array;
  readonly identities: readonly DevicePhoneIdentity[];
  /** Names the one-time keys that follow, of all devices. */
  readonly keyGeneration: QueueGeneration;
  /** The next list, with the registration ids that are others now. */
  readonly signed?: SignedDeviceList;
  readonly news: NumberNews;
  /** Of the PIN, for the new number. */
  readonly shown?: ShownToken;
  readonly isTrial?: boolean;
  readonly isRepeat?: boolean;
}

interface ChangedNumber {
  readonly pni: PhoneIdentityId;
  readonly number: string;
  /** Of a trial: it was carried out before. */
  readonly isDone: boolean;
}

/**
 * Takes a number from the account, for whoever has proved it. An account that has it not, or no
 * more, is left as it is. Refuses: as a registration of the number does, registration.locked,
 * registration.totp, totp.held, account.suspended.
 */
interface ReleaseNumber extends ShownAtTakeOver {
  readonly number: string;
  readonly shown?: ShownToken;
}

type ChangeEffect = RemovalEffect | TellOwnerEffect | VerifyEffect | NumberEffect;

function decideChange(
  state: RegisteredState,
  command: ChangeNumber,
  nowMs: number,
): Decision<ChangeEffect, ChangedNumber> {
  const { account } = state;
  const { number, pni, identityKey, isTrial = false } = command;
  if (command.device !== primaryDevice) return refused(state, 'auth.forbidden');
  if (isRepeated(account, command)) {
    const done = answer({ pni: account.pni, number, isDone: true });
    return { state, effects: isTrial ? [done] : [...telling(account), done] };
  }
  // The account had the number when whoever asks looked, and has lost it since.
  if (command.isRepeat) return refused(state, 'registration.unverified');
  const wrong = whatIsWrong(account, command);
  if (wrong) return refused(state, 'request.invalid', { detail: `Field: ${wrong}.` });
  const mismatch = differing(account, command);
  if (mismatch) return mismatched(state, mismatch);
  const devices = account.devices.map((one) => withIdentity(one, command));
  const listed = listAfter({ ...account, devices }, command.signed);
  if (!listed.ok) return { state, effects: [{ type: 'answer', result: listed }] };
  const verify = verifying(command);
  const answerWith = (isDone: boolean) => answer({ pni, number, isDone });
  if (isTrial) return { state, effects: [verify, answerWith(false)] };
  const { pendingLink: _void, lock: _ofBefore, numberNews: _told, ...rest } = account;
  const { news, shown } = command;
  const changed: Account = {
    ...rest,
    number,
    pni,
    identityKeys: { aci: account.identityKeys.aci, pni: identityKey.slice() },
    devices,
    ...listed.value,
    ...(shown ? { lock: { token: shown.hashed, setAtMs: nowMs } } : {}),
    ...(news.contents.length > 0 ? { numberNews: ownNews(news) } : {}),
    retired: [...(account.retired ?? []), ...account.devices.map(phoneKeysOf)],
  };
  const told = tellOwner(changed, { kind: 'number-changed' }, nowMs);
  return {
    state: { ...state, account: told.account },
    effects: [
      verify,
      { type: 'settle' },
      { type: 'replace', account: told.account, ifTaken: 'number.taken' },
      told.effect,
      noticeOf(account.id, 'devices.changed'),
      ...telling(told.account),
      { type: 'clear', account: told.account },
      answerWith(true),
    ],
  };
}

/** It was carried out, and whoever asked has not heard of it. */
function isRepeated(account: Account, { number, identityKey }: ChangeNumber): boolean {
  return account.number === number && Buffer.compare(account.identityKeys.pni, identityKey) === 0;
}

/** The field that cannot be so, of this account. */
function whatIsWrong(account: Account, command: ChangeNumber): string | undefined {
  const { number, identityKey, shown } = command;
  if (account.number === number) return 'number';
  const known = Object.values(account.identityKeys);
  if (known.some((one) => Buffer.compare(one, identityKey) === 0)) return 'pniIdentityKey';
  // The PIN's token is of one number: a lock would fall, or keep its owner out of the new one.
  return account.lock && !shown ? 'reglock' : undefined;
}

/** How keys and messages differ from the devices that there are. */
function differing(account: Account, { identities, news }: ChangeNumber) {
  const named = new Set(identities.map(({ device }) => device));
  const missing = account.devices.map(({ id }) => id).filter((id) => !named.has(id));
  const extra = [...named].filter((id) => !deviceOf(account, id));
  if (missing.length + extra.length > 0) return { missing, extra, stale: [] };
  return compareDevices(account, 'aci', news.contents, primaryDevice);
}

function withIdentity(device: Device, { identities, keyGeneration }: ChangeNumber): Device {
  const { device: _id, ...pni } = identities.find(
    (one) => one.device === device.id,
  ) as DevicePhoneIdentity;
  const next = { ...device, identities: { ...device.identities, pni } };
  return ownDevice({ ...next, pniKeyGeneration: keyGeneration });
}

/** One-time keys that the former identity has signed. */
const phoneKeysOf = (device: Device) =>
  ({
    device: device.id,
    generation: keyGenerationOf(device, 'pni'),
    keysOnly: 'pni',
  }) as const;

/** The list that names the devices as they are from now on: one that is given, or the former. */
function listAfter(account: Account, signed: SignedDeviceList | undefined) {
  if (!signed) {
    const isListed = account.devices.every((one) => isAsListed(account, one));
    return isListed ? ok({}) : refuse('devices.list_invalid');
  }
  const next = checkNextList(account, signed);
  if (!next.ok) return next;
  const { list, signed: deviceList } = next.value;
  const isOfAll = list.devices.length === account.devices.length;
  const isOurs = isOfAll && namesOnly(list, account.devices);
  return isOurs ? ok({ deviceList }) : refuse('devices.list_invalid');
}

function verifying({ identityKey, identities }: ChangeNumber): VerifyEffect {
  const check = (kind: 'ec' | 'kem', key: DeviceIdentity['signedPreKey']) => ({
    kind,
    identityKey,
    key,
  });
  return {
    type: 'verify',
    plain: [],
    signed: identities.flatMap(({ signedPreKey, lastResortPreKey }) => [
      check('ec', signedPreKey),
      check('kem', lastResortPreKey),
    ]),
  };
}

/** In bytes of its own, not views that keep a whole request in memory. */
const ownNews = (news: NumberNews): NumberNews => ({
  ...news,
  contents: news.contents.map((one) => ({ ...one, content: one.content.slice() })),
});

/** What puts into the queues what the document keeps for them, where it does. */
function telling({ numberNews }: Account): readonly NumberEffect[] {
  return numberNews ? [{ type: 'tellDevices', guid: numberNews.guid }] : [];
}

function decideRelease(
  state: AccountState,
  command: ReleaseNumber,
  nowMs: number,
  isConnected?: IsConnected,
): Decision<DocumentEffect | LockEffect | TellOwnerEffect, null> {
  const { account: former } = state;
  if (former?.number !== command.number) return answered(state, null);
  if (former.suspended) return refused(state, 'account.suspended');
  const lock = lockAfter(former, command.shown, nowMs, isConnected);
  if ('shutForMs' in lock) return lockedOut(state, former, lock.shutForMs, nowMs);
  const codes = codesAfter(former, command, nowMs, isConnected);
  if ('shut' in codes) {
    const shown = { ...command, door: 'outside' } as const;
    return refusedCode({ ...state, account: former }, codes.shut, shown, nowMs);
  }
  const { number: _lost, lock: _ofIt, ...rest } = former;
  const happenings: Happening[] = [
    ...('isBackup' in codes ? [{ kind: 'backup-code-used' } as const] : []),
    { kind: 'number-lost' },
  ];
  const left: Account = { ...rest, ...('totp' in codes ? { totp: codes.totp } : {}) };
  const { account, effects } = tellAll(left, happenings, nowMs);
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, ...effects, answer(null)],
  };
}

export const numberCommands = [
  accountCommand({ type: 'changeNumber', decide: decideChange }),
  openCommand({ type: 'releaseNumber', decide: decideRelease }),
] as const;

/** What the devices are told through is the account's. */
interface NumberEdge extends InsertionEdge {
  readonly id: Account['id'];
  readonly document: Document;
}

export const numberEffects = {
  /**
   * Puts into the queues what the document keeps for them; then it keeps it no more, but for
   * devices whose queue is full: they hear of it when they are here, or the document is loaded.
   */
  async tellDevices(edge: NumberEdge, { guid }: { readonly guid: EnvelopeGuid }): Promise<Ended> {
    const account = edge.document.state?.account;
    const news = account?.numberNews;
    if (!account || news?.guid !== guid) return undefined;
    const told = await inserted(edge, account, news);
    const failed = told.find(({ code }) => code !== undefined && code !== 'queue.full');
    if (failed) return failed.code;
    const full = told.filter(({ code }) => code === 'queue.full').map(({ content }) => content);
    if (full.length === news.contents.length) return undefined;
    const { numberNews: _told, ...rest } = edge.document.state?.account ?? account;
    const left = full.length === 0 ? rest : { ...rest, numberNews: { ...news, contents: full } };
    return edge.document.replace(left, { id: account.id, account: left });
  },
};

type NumberEffect = EffectOf<typeof numberEffects>;

/** What of a loaded document still has to be told. */
export function tellPending(edge: NumberEdge): Promise<Ended> | undefined {
  const news = edge.document.state?.account?.numberNews;
  return news && numberEffects.tellDevices(edge, news);
}

/** What became of each; a device may have gone since. */
function inserted(edge: NumberEdge, account: Account, { contents, ...news }: NumberNews) {
  const known = contents.filter(({ deviceId }) => deviceOf(account, deviceId as DeviceId));
  const each = known.map((content) => {
    const envelopes = envelopesOf(account, {
      ...news,
      contents: [content],
      source: { account: account.id, device: primaryDevice },
      identity: 'aci',
      urgent: true,
      updatedPni: account.pni,
    });
    return new Promise<{ content: DeviceContent; code: ErrorCode | undefined }>((resolve) => {
      insertAll(edge, envelopes, undefined, (code) => resolve({ content, code }));
    });
  });
  return Promise.all(each);
}
