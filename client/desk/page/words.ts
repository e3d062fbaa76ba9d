// Every word that the page says, in one place; what counts is a function.

import { accountWords } from './words/account.ts';
import { groupWords } from './words/groups.ts';
import { ownWords } from './words/own.ts';
import { peopleWords } from './words/people.ts';

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

const listed = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' });

/** Unit: seconds. */
function length(seconds: number): string {
  if (seconds === 0) return 'Off';
  if (seconds % 604_800 === 0) return plural(seconds / 604_800, 'week', 'weeks');
  if (seconds % 86_400 === 0) return plural(seconds / 86_400, 'day', 'days');
  if (seconds % 3_600 === 0) return plural(seconds / 3_600, 'hour', 'hours');
  if (seconds % 60 === 0) return plural(seconds / 60, 'minute', 'minutes');
  return plural(seconds, 'second', 'seconds');
}

const outcomes: Readonly<Record<string, string>> = {
  missed: 'Missed call',
  declined: 'Call declined',
  answered: 'Call',
  busy: 'Call: the line was busy',
};

export const words = {
  people: peopleWords,
  groups: groupWords,
  own: ownWords,
  account: accountWords,
  aldis: 'Aldis',
  chats: 'Chats',
  back: 'Back',
  views: 'Views',
  conversations: 'Conversations',
  requests: 'Requests',
  newChat: 'New conversation',
  find: 'Find a conversation',
  findOrWrite: 'A name, or somebody new',
  writeNew: (name: string) => `Write to “${name}”`,
  noConversations: 'Nothing was said yet.',
  noneFound: 'Nobody is called so.',
  choose: 'Choose a conversation',
  chooseMore: 'or press Ctrl K to find one.',
  unread: (count: number) => plural(count, 'unread message', 'unread messages'),
  unreadLine: 'New messages',
  you: 'You',
  deleted: 'Message deleted',
  newer: 'Update Aldis to read this',
  call: 'Call',
  called: (outcome: string, mine: boolean) =>
    outcome === 'missed' && mine ? 'Call, not answered' : (outcomes[outcome] ?? 'Call'),
  poll: (question: string) => `Poll: ${question}`,
  pollAbout: (multiple: boolean, ended: boolean) =>
    ended ? 'Poll, ended' : multiple ? 'Poll, several answers' : 'Poll, one answer',
  votes: (count: number) => plural(count, 'vote', 'votes'),
  saidWith: (name: string) => `Messages with ${name}`,
  nothingSaid: (name: string) => `Say something to ${name}. Nobody but you two can read it.`,
  typing: (names: readonly string[]) =>
    `${listed.format(names)} ${names.length === 1 ? 'is' : 'are'} typing`,
  toEnd: 'To the newest',
  edited: 'edited',
  pinned: 'Pinned',
  disappears: (seconds: number) => `Disappears after ${length(seconds)}`,
  timer: 'Messages disappear',
  lasts: length,
  deeds: 'With this message',
  react: 'React',
  reply: 'Reply',
  edit: 'Edit',
  copy: 'Copy',
  copied: 'Copied.',
  delete: 'Delete for everyone',
  reactions: 'Reactions',
  reacted: (emoji: string, who: readonly string[]) => `${emoji} ${listed.format(who)}`,
  mode: { reply: 'Reply', edit: 'Edit' },
  cancel: 'Cancel',
  writeTo: (name: string) => `Message to ${name}`,
  send: 'Send',
  sayAgain: 'Send again',
  status: {
    waiting: 'Waiting for the server',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    viewed: 'Viewed',
    failed: 'Not sent',
  },
  request: (name: string) =>
    `${name} writes to you for the first time, and learns nothing of you before you let them in.`,
  accept: 'Accept',
  forget: 'Delete',
  block: 'Block',
  reportToo: 'Report and block',
  dismiss: 'Dismiss',
  spoke: (name: string, text: string) => `${name}: ${text}`,
  identityChanged: (name: string) =>
    `The safety number with ${name} changed. Nothing is sent until you have compared it.`,
  wire: {
    connecting: 'Connecting …',
    waiting: 'The process of this desk has ended, or is starting again.',
    refused: 'This link was used already. Run “aldis desk” for a new one.',
  },
  server: {
    connected: 'Connected',
    connecting: 'Connecting …',
    waiting: 'No connection. What you write waits here.',
    closed: 'Closed',
  },
  yesterday: 'Yesterday',
  today: 'Today',
} as const;
