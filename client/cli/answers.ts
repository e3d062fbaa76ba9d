// What each command answers a program, over the socket as with `--json`. It stands once, here; the
// documents are made of it, and a test compares it with what the commands say.

import { z } from 'zod';

export interface Answer {
  readonly shape: z.ZodType;
  /** It says any number of these, and answers a list. */
  readonly isList: boolean;
}

const one = (shape: z.ZodType): Answer => ({ shape, isList: false });
const list = (shape: z.ZodType): Answer => ({ shape, isList: true });

const account = z.string().describe('an account id');
const conversation = z.string().describe('an account id, or that of a group');
const timeMs = z.number().describe('milliseconds since the epoch');

const sent = z
  .object({ to: conversation, timestamp: timeMs, serverTimestamp: timeMs })
  .meta({ id: 'Sent' });
const done = sent
  .extend({ id: z.number().describe('the number of the message') })
  .meta({ id: 'Done' });

const message = z
  .looseObject({
    id: z.number(),
    conversation,
    author: account,
    device: z.number(),
    mine: z.boolean(),
    sentAt: timeMs,
    serverTimestamp: timeMs,
    text: z.string(),
    reactions: z.array(z.object({ author: account, emoji: z.string() })),
    pinned: z.boolean(),
    deleted: z.boolean(),
    unreadable: z.boolean(),
    status: z.string().optional(),
    read: z.boolean(),
  })
  .meta({ id: 'Message' });

const unread = z.object({
  conversation,
  account: account.optional(),
  name: z.string(),
  unread: z.number(),
});
const read = z.object({ conversation, account: account.optional(), read: z.number() });

const contact = z
  .object({
    account,
    name: z.string().optional(),
    note: z.string().optional(),
    accepted: z.boolean(),
    blocked: z.boolean(),
  })
  .meta({ id: 'Contact' });
const ofAccount = z.object({ account });
const blocked = z.object({ account, blocked: z.boolean() });
const friendship = z.object({ account, friendship: z.string().nullable() });

const group = z
  .looseObject({
    id: z.string(),
    version: z.number(),
    standing: z.string(),
    title: z.string(),
    description: z.string(),
    avatar: z.string().optional().describe('the SHA-256 of the picture'),
    timer: z.number().describe('seconds; 0: never'),
    announcementsOnly: z.boolean(),
    members: z.array(z.looseObject({ account, role: z.string() })),
  })
  .meta({ id: 'Group' });
const changed = one(group);

export const answers: Readonly<Record<string, Answer>> = {
  whoami: one(z.object({ profile: z.string(), account, server: z.string() })),
  send: one(sent),
  history: list(message),
  search: list(message.extend({ name: z.string().describe('of the conversation') })),
  conversations: list(
    z.looseObject({ conversation, name: z.string(), unread: z.number(), last: message.optional() }),
  ),
  read: list(z.union([unread, read])),
  react: one(done),
  reply: one(done),
  edit: one(done),
  delete: one(done),
  timer: one(z.looseObject({ seconds: z.number() })),
  friend: one(friendship),
  unfriend: one(friendship),
  friends: list(
    z.object({ name: z.string(), account, friendship: z.string(), asksUs: z.boolean() }),
  ),
  'contacts.list': list(contact),
  'contacts.name': one(contact),
  'contacts.note': one(contact),
  'contacts.delete': one(z.union([contact, ofAccount])),
  'requests.list': list(z.object({ account, name: z.string(), text: z.string() })),
  'requests.accept': one(ofAccount),
  'requests.delete': one(ofAccount),
  block: one(blocked),
  unblock: one(blocked),
  'safety-number': one(
    z.object({
      account,
      digits: z.string(),
      scan: z.base64(),
      verified: z.boolean(),
      blocked: z.boolean(),
    }),
  ),
  accept: one(ofAccount),
  profile: one(
    z
      .object({
        account,
        name: z.string(),
        about: z.string(),
        emoji: z.string(),
        avatar: z.string().optional(),
      })
      .nullable(),
  ),
  privacy: one(z.record(z.string(), z.boolean())),
  security: list(z.object({ kind: z.string(), at: timeMs, device: z.number().optional() })),
  sessions: list(
    z.union([
      z.object({
        id: z.string(),
        device: z.number(),
        scope: z.array(z.string()),
        began: timeMs,
        used: timeMs,
      }),
      z.object({ ended: z.string() }),
    ]),
  ),
  totp: list(
    z.union([
      z.object({ isOn: z.boolean(), backupCodesLeft: z.number().optional() }),
      z.object({ secret: z.string(), url: z.string() }),
      z.object({ backupCode: z.string() }),
    ]),
  ),
  'backup-codes': list(z.object({ backupCode: z.string() })),
  username: one(
    z.object({
      profile: z.string(),
      username: z.string().nullable(),
      link: z.string().optional(),
    }),
  ),
  fetch: list(
    z
      .looseObject({ conversation, from: account, name: z.string(), text: z.string() })
      .extend({ timestamp: timeMs, group: z.string().optional() }),
  ),
  push: one(
    z.object({
      publicKey: z.string().describe('what a browser subscribes with'),
      kinds: z.array(z.string()).describe('the ways of this server'),
      kind: z.string().optional().describe('how this device is woken; absent: it is not'),
    }),
  ),
  'devices.list': list(
    z.looseObject({ id: z.number(), isPrimary: z.boolean(), isThis: z.boolean() }),
  ),
  'devices.add': one(z.object({ device: z.number() })),
  'devices.remove': one(z.object({ device: z.number(), stolen: z.boolean() })),
  'devices.rename': one(z.object({ name: z.string() })),
  'delete-account': one(z.object({ profile: z.string(), account })),
  'group.create': changed,
  'group.list': list(group),
  'group.show': changed,
  'group.add': changed,
  'group.invite': changed,
  'group.remove': changed,
  'group.approve': changed,
  'group.ban': changed,
  'group.unban': changed,
  'group.accept': changed,
  'group.decline': changed,
  'group.withdraw': one(z.object({ group: z.string() })),
  'group.leave': changed,
  'group.role': changed,
  'group.title': changed,
  'group.describe': changed,
  'group.announcements': changed,
  'group.avatar': changed,
  'group.link': one(z.object({ group: z.string(), link: z.string().optional() })),
  'group.join': one(z.object({ group: z.string(), title: z.string(), needsApproval: z.boolean() })),
  'group.send': one(sent),
  'group.history': list(message),
};

/**
 * No methods of their command: they make profiles or ask for secrets, are for a person at a
 * terminal, or have others beside (`call.ring`).
 */
export const notForPrograms: readonly string[] = [
  'register',
  'link',
  'login',
  'recover',
  'password',
  'pin',
  'recovery-key',
  'recovery',
  'profiles',
  'server',
  'lock',
  'unlock',
  'listen',
  'chat',
  'call',
  'calls',
  'daemon',
  'desk',
];
