// What each command answers a program, over the socket as with `--json`. It stands once, here; the
// documents are made of it, and a test compares it with what the commands say.

import { z } from 'zod';
import { forPage } from '../daemon/methods.ts';
import type { ForPage } from '../daemon/methods.ts';

export interface Answer {
  readonly shape: z.ZodType;
  /** It says any number of these, and answers a list. */
  readonly isList: boolean;
  /** Absent: no page of the desk may ask for it. */
  readonly forPage?: ForPage;
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
  whoami: forPage(one(z.object({ profile: z.string(), account, server: z.string() }))),
  send: forPage(one(sent)),
  history: forPage(list(message)),
  search: forPage(list(message.extend({ name: z.string().describe('of the conversation') }))),
  conversations: forPage(
    list(
      z.looseObject({
        conversation,
        name: z.string(),
        unread: z.number(),
        last: message.optional(),
      }),
    ),
  ),
  read: forPage(list(z.union([unread, read]))),
  react: forPage(one(done)),
  reply: forPage(one(done)),
  edit: forPage(one(done)),
  delete: forPage(one(done)),
  timer: forPage(one(z.looseObject({ seconds: z.number() }))),
  friend: one(friendship),
  unfriend: one(friendship),
  friends: list(
    z.object({ name: z.string(), account, friendship: z.string(), asksUs: z.boolean() }),
  ),
  'contacts.list': forPage(list(contact)),
  'contacts.name': forPage(one(contact)),
  'contacts.note': forPage(one(contact)),
  'contacts.delete': forPage(one(z.union([contact, ofAccount]))),
  'requests.list': forPage(list(z.object({ account, name: z.string(), text: z.string() }))),
  'requests.accept': forPage(one(ofAccount)),
  'requests.delete': forPage(one(ofAccount)),
  block: forPage(one(blocked)),
  unblock: forPage(one(blocked)),
  report: forPage(one(z.object({ account, reported: z.boolean() }))),
  'safety-number': forPage(
    one(
      z.object({
        account,
        digits: z.string(),
        scan: z.base64(),
        verified: z.boolean(),
        blocked: z.boolean(),
      }),
    ),
  ),
  accept: forPage(one(ofAccount)),
  profile: forPage(
    one(
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
  ),
  privacy: forPage(one(z.record(z.string(), z.boolean()))),
  security: forPage(
    list(z.object({ kind: z.string(), at: timeMs, device: z.number().optional() })),
  ),
  captcha: forPage(
    one(
      z.object({
        profile: z.string(),
        isWanted: z.boolean().describe('one has to be solved before the server goes on'),
        page: z.string().optional().describe('where it is solved, if the operator says so'),
      }),
    ),
  ),
  sessions: forPage(
    list(
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
  ),
  totp: forPage(
    list(
      z.union([
        z.object({ isOn: z.boolean(), backupCodesLeft: z.number().optional() }),
        z.object({ secret: z.string(), url: z.string() }),
        z.object({ backupCode: z.string() }),
      ]),
    ),
  ),
  'backup-codes': forPage(list(z.object({ backupCode: z.string() }))),
  username: forPage(
    one(
      z.object({
        profile: z.string(),
        username: z.string().nullable(),
        link: z.string().optional(),
      }),
    ),
  ),
  fetch: list(
    z
      .looseObject({ conversation, from: account, name: z.string(), text: z.string() })
      .extend({ timestamp: timeMs, group: z.string().optional() }),
  ),
  push: forPage(
    one(
      z.object({
        publicKey: z.string().describe('what a browser subscribes with'),
        kinds: z.array(z.string()).describe('the ways of this server'),
        kind: z.string().optional().describe('how this device is woken; absent: it is not'),
      }),
    ),
  ),
  consents: forPage(
    list(
      z.looseObject({
        document: z.string(),
        version: z.string(),
        asked: z.literal(true).optional().describe('asked for, and not agreed to'),
        required: z.boolean().optional().describe('nobody is connected without it'),
      }),
    ),
  ),
  export: one(z.object({ file: z.string(), files: z.number(), bytes: z.number() })),
  'devices.list': forPage(
    list(z.looseObject({ id: z.number(), isPrimary: z.boolean(), isThis: z.boolean() })),
  ),
  'devices.add': forPage(one(z.object({ device: z.number() }))),
  'devices.remove': forPage(one(z.object({ device: z.number(), stolen: z.boolean() }))),
  'devices.rename': forPage(one(z.object({ name: z.string() }))),
  'delete-account': forPage(one(z.object({ profile: z.string(), account }))),
  'group.create': forPage(changed),
  'group.list': forPage(list(group)),
  'group.show': forPage(changed),
  'group.add': forPage(changed),
  'group.invite': changed,
  'group.remove': forPage(changed),
  'group.approve': forPage(changed),
  'group.ban': forPage(changed),
  'group.unban': forPage(changed),
  'group.accept': forPage(changed),
  'group.decline': forPage(changed),
  'group.withdraw': forPage(one(z.object({ group: z.string() }))),
  'group.leave': forPage(changed),
  'group.role': forPage(changed),
  'group.title': forPage(changed),
  'group.describe': forPage(changed),
  'group.announcements': forPage(changed),
  'group.avatar': changed,
  'group.link': forPage(one(z.object({ group: z.string(), link: z.string().optional() }))),
  'group.join': forPage(
    one(z.object({ group: z.string(), title: z.string(), needsApproval: z.boolean() })),
  ),
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
  'number',
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
