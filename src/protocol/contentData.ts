// What people say to each other: texts and what is done to them. Each is a data message on the
// wire, which holds one of them.

import type { MessageName } from './contentFields.ts';
import * as field from './contentFields.ts';
import type { AccountId } from './ids.ts';
import { accountToBytes } from './ids.ts';
import * as limits from './limits.ts';
import { milliseconds } from './numbers.ts';
import type { aldis as wire } from './wire.js';

/** What every one of them may carry. */
interface Said {
  /** Names it, with its author. Unit: milliseconds since the epoch. */
  readonly timestamp: number;
  /** 32 bytes; who has it may see the author's profile. */
  readonly profileKey?: Uint8Array;
  /** The group it is said in, and the revision of it that the author knew. */
  readonly group?: GroupContext;
  /** Absent where no timer was ever set. */
  readonly timer?: Timer;
}

export interface GroupContext {
  readonly masterKey: Uint8Array;
  readonly revision: number;
}

/** When messages of a conversation disappear. */
export interface Timer {
  /** 0: never. Unit: seconds, up to limits.expireTimerSecondsMax. */
  readonly seconds: number;
  /** Grows with each change; the higher one counts. */
  readonly version: number;
}

/** The text that a reply answers, as the author of the reply saw it. */
export interface Quote extends MessageName {
  readonly text: string;
}

/** Somebody mentioned in a text. Unit: UTF-16 units. */
export interface Mention {
  readonly start: number;
  readonly length: number;
  readonly account: AccountId;
}

interface Words extends Said {
  readonly body: string;
  readonly quote?: Quote;
  readonly mentions?: readonly Mention[];
}

/** What this version can say. */
export type SaidContent =
  | ({ readonly type: 'text' } & Words)
  /** New words for a text of the author's own. */
  | ({ readonly type: 'edit'; readonly targetSentAt: number } & Words)
  | ({
      readonly type: 'reaction';
      readonly target: MessageName;
      readonly emoji: string;
      /** Takes it back. */
      readonly remove: boolean;
    } & Said)
  /** Deletes a message of the author's own for everybody. */
  | ({ readonly type: 'delete'; readonly targetSentAt: number } & Said)
  /** Sets the conversation's timer. */
  | ({ readonly type: 'timer'; readonly timer: Timer } & Said)
  /** Tells the profile key alone. */
  | ({ readonly type: 'profileKey'; readonly profileKey: Uint8Array } & Said)
  /** The group that it names has changed: its revision says to what. */
  | ({ readonly type: 'groupChanged' } & Said)
  | ({
      readonly type: 'poll';
      readonly question: string;
      readonly options: readonly string[];
      readonly multiple: boolean;
    } & Said)
  | ({
      readonly type: 'vote';
      readonly target: MessageName;
      /** Indexes of the poll's options; none: the vote is taken back. */
      readonly choices: readonly number[];
      /** The author's votes in this poll are counted; the highest is the one that holds. */
      readonly count: number;
    } & Said)
  /** Nobody votes any more; of a poll of the author's own. */
  | ({ readonly type: 'pollEnd'; readonly targetSentAt: number } & Said)
  | ({
      readonly type: 'pin';
      readonly target: MessageName;
      /** Above 0; absent: until it is unpinned. Unit: seconds. */
      readonly seconds?: number;
    } & Said)
  | ({ readonly type: 'unpin'; readonly target: MessageName } & Said);

/** What this version cannot read yet; `raw` is the whole content as it came. */
interface Newer {
  readonly type: 'newer';
  readonly timestamp: number;
  readonly requires: number;
  readonly raw: Uint8Array;
  /** Any content may name a group, whatever else it says. */
  readonly group?: GroupContext;
}

export type DataContent = SaidContent | Newer;

type Data = wire.DataMessage.$Properties;

const timerUpdate = 2;
const profileKeyUpdate = 4;
const revisionMax = 0xff_ff_ff_ff;
const pollOptionsMin = 2;

export function dataToWire(content: SaidContent): Data {
  return { ...saidToWire(content), ...kindToWire(content) };
}

function saidToWire({ timestamp, profileKey, group, timer }: Said): Data {
  return {
    timestamp,
    ...(profileKey && { profileKey }),
    ...(group && { group }),
    ...(timer && { expireTimer: timer.seconds, expireTimerVersion: timer.version }),
  };
}

function kindToWire(content: SaidContent): Data {
  switch (content.type) {
    case 'text':
    case 'edit':
      return wordsToWire(content);
    case 'reaction': {
      const { emoji, remove, target } = content;
      const { author: targetAuthorAci, sentAt: targetSentTimestamp } = target;
      return { reaction: { emoji, remove, targetAuthorAci, targetSentTimestamp } };
    }
    case 'delete':
      return { delete: { targetSentTimestamp: content.targetSentAt } };
    case 'timer':
      return { flags: timerUpdate };
    case 'profileKey':
      return { flags: profileKeyUpdate };
    case 'groupChanged':
      return {};
    case 'poll': {
      const { question, options, multiple: allowMultiple } = content;
      return { pollCreate: { question, options: [...options], allowMultiple } };
    }
    case 'vote': {
      const { choices, count: voteCount, target } = content;
      return { pollVote: { ...targetToWire(target), optionIndexes: [...choices], voteCount } };
    }
    case 'pollEnd':
      return { pollTerminate: { targetSentTimestamp: content.targetSentAt } };
    case 'pin': {
      const { seconds, target } = content;
      const long =
        seconds === undefined ? { pinDurationForever: true } : { pinDurationSeconds: seconds };
      return { pinMessage: { ...targetToWire(target), ...long } };
    }
    case 'unpin':
      return { unpinMessage: targetToWire(content.target) };
  }
}

function wordsToWire({ body, quote, mentions }: Words): Data {
  return {
    body,
    ...(quote && { quote: { id: quote.sentAt, authorAci: quote.author, text: quote.text } }),
    ...(mentions && {
      bodyRanges: mentions.map(({ start, length, account: mentionAci }) => {
        return { start, length, mentionAci };
      }),
    }),
  };
}

const targetToWire = ({ author, sentAt }: MessageName) => ({
  targetAuthorAciBinary: accountToBytes(author),
  targetSentTimestamp: sentAt,
});

/** `editOf`: it came as the new words of what was sent then. Throws for what cannot be. */
export function dataFromWire(read: Data, editOf?: number): DataContent {
  const requires = read.requiredProtocolVersion ?? 0;
  if (requires > limits.contentVersion) {
    const timestamp = milliseconds(read.timestamp);
    // What names its group in another way as well is kept.
    const group = field.isKey(read.group?.masterKey) ? groupFromWire(read) : {};
    return { type: 'newer', timestamp, requires, raw: new Uint8Array(0), ...group };
  }
  const said = saidFromWire(read);
  if (editOf !== undefined) {
    return { type: 'edit', targetSentAt: editOf, ...said, ...wordsFromWire(read) };
  }
  return (
    aboutFromWire(read, said) ??
    pollFromWire(read, said) ??
    updateFromWire(read, said) ?? { type: 'text', ...said, ...wordsFromWire(read) }
  );
}

function saidFromWire(read: Data): Said {
  const { profileKey } = read;
  const timed = Boolean(read.expireTimer || read.expireTimerVersion);
  return {
    timestamp: milliseconds(read.timestamp),
    ...(profileKey?.length && { profileKey: field.key(profileKey) }),
    ...groupFromWire(read),
    ...(timed && {
      timer: {
        seconds: field.count(read.expireTimer, limits.expireTimerSecondsMax),
        version: field.count(read.expireTimerVersion, revisionMax),
      },
    }),
  };
}

export function groupFromWire({ group }: Pick<Data, 'group'>): { readonly group?: GroupContext } {
  if (!group) return {};
  const revision = field.count(group.revision, revisionMax);
  return { group: { masterKey: field.key(group.masterKey), revision } };
}

function wordsFromWire({ body, quote, bodyRanges }: Data) {
  const length = body?.length ?? 0;
  // A range that mentions nobody is a style of letters, which nothing here shows.
  const mentions = field
    .list(bodyRanges, limits.mentionsMax)
    .filter((range) => range.mentionAci)
    .map((range) => mentionFromWire(range, length));
  return {
    body: body ?? '',
    ...(quote && { quote: quoteFromWire(quote) }),
    ...(mentions.length > 0 && { mentions }),
  };
}

function mentionFromWire(range: wire.BodyRange.$Properties, bodyLength: number): Mention {
  const start = field.count(range.start, bodyLength);
  const length = field.count(range.length, bodyLength - start);
  return { start, length, account: field.account(range.mentionAci) };
}

function quoteFromWire({ id, authorAci, text }: wire.Quote.$Properties): Quote {
  const name = field.nameOf(field.account(authorAci), id);
  return { ...name, text: text ? field.text(text, limits.quoteBytesMax) : '' };
}

/** Something done to one message. */
function aboutFromWire(read: Data, said: Said): DataContent | undefined {
  if (read.reaction) {
    const { emoji, remove, targetAuthorAci, targetSentTimestamp } = read.reaction;
    return {
      type: 'reaction',
      ...said,
      target: field.nameOf(field.account(targetAuthorAci), targetSentTimestamp),
      emoji: field.text(emoji, limits.emojiBytesMax),
      remove: remove === true,
    };
  }
  if (read.delete) {
    const targetSentAt = field.moment(read.delete.targetSentTimestamp);
    return { type: 'delete', ...said, targetSentAt };
  }
  if (read.pinMessage) {
    const { pinDurationSeconds: seconds } = read.pinMessage;
    return {
      type: 'pin',
      ...said,
      target: targetFromWire(read.pinMessage),
      ...(seconds && { seconds: field.count(seconds, limits.pinSecondsMax) }),
    };
  }
  return read.unpinMessage
    ? { type: 'unpin', ...said, target: targetFromWire(read.unpinMessage) }
    : undefined;
}

function pollFromWire(read: Data, said: Said): DataContent | undefined {
  if (read.pollCreate) {
    const { question, allowMultiple } = read.pollCreate;
    const options = field
      .list(read.pollCreate.options, limits.pollOptionsMax)
      .map((one) => field.text(one, limits.pollTextBytesMax));
    if (options.length < pollOptionsMin) throw new field.ContentRefused('a poll without a choice');
    return {
      type: 'poll',
      ...said,
      question: field.text(question, limits.pollTextBytesMax),
      options,
      multiple: allowMultiple === true,
    };
  }
  if (read.pollVote) {
    const { optionIndexes, voteCount } = read.pollVote;
    const choices = field
      .list(optionIndexes, limits.pollOptionsMax)
      .map((one) => field.count(one, limits.pollOptionsMax - 1));
    if (new Set(choices).size < choices.length) {
      throw new field.ContentRefused('an answer that is chosen twice');
    }
    const target = targetFromWire(read.pollVote);
    return { type: 'vote', ...said, target, choices, count: field.count(voteCount, revisionMax) };
  }
  if (!read.pollTerminate) return undefined;
  const targetSentAt = field.moment(read.pollTerminate.targetSentTimestamp);
  return { type: 'pollEnd', ...said, targetSentAt };
}

function updateFromWire(read: Data, said: Said): DataContent | undefined {
  if (read.flags === timerUpdate) {
    return { type: 'timer', ...said, timer: said.timer ?? { seconds: 0, version: 0 } };
  }
  if (said.group && !read.body && !read.flags) return { type: 'groupChanged', ...said };
  if (read.flags !== profileKeyUpdate) return undefined;
  return { type: 'profileKey', ...said, profileKey: field.key(read.profileKey) };
}

const targetFromWire = (read: wire.UnpinMessage.$Properties): MessageName =>
  field.nameOf(field.accountOfBytes(read.targetAuthorAciBinary), read.targetSentTimestamp);
