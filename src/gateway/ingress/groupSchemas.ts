// What a group is in requests and answers. Names of members and blobs stay base64: nobody behind
// the door looks into them.

import { isMemberCiphertext, isProfileKeyCiphertext } from '#crypto';
import { limits } from '#protocol';
import { z } from 'zod/v4';
import { base64, base64Answer, toBase64 } from './schemas.ts';

const ciphertextBytes = 65;
const presentationBytesMax = 1024;

const text = (least: number, most: number) => base64(least, most).transform(toBase64);
const checked = (isOne: (bytes: Uint8Array) => boolean) =>
  base64(ciphertextBytes, ciphertextBytes)
    .refine((bytes) => isOne(bytes))
    .transform(toBase64);

const memberName = checked(isMemberCiphertext);
const sealedProfileKey = checked(isProfileKeyCiphertext);
const presentation = base64(1, presentationBytesMax);
const role = z.enum(['MEMBER', 'ADMINISTRATOR']);
const linkAccess = z.enum(['ANY', 'ADMINISTRATOR', 'UNSATISFIABLE']);
export const linkPassword = text(limits.groupLinkBytesMin, limits.groupLinkBytesMax);

const blobs = {
  title: text(0, limits.groupTitleBytesMax),
  description: text(0, limits.groupDescriptionBytesMax),
  avatar: text(0, limits.groupAvatarBytesMax),
  timer: text(0, limits.groupTimerBytesMax),
};

const setAttribute = z.discriminatedUnion('attribute', [
  z.object({
    type: z.literal('setAttribute'),
    attribute: z.literal('title'),
    value: blobs.title,
  }),
  z.object({
    type: z.literal('setAttribute'),
    attribute: z.literal('description'),
    value: blobs.description,
  }),
  z.object({
    type: z.literal('setAttribute'),
    attribute: z.literal('avatar'),
    value: blobs.avatar,
  }),
  z.object({
    type: z.literal('setAttribute'),
    attribute: z.literal('timer'),
    value: blobs.timer,
  }),
]);

const ofOther = <const Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), userId: memberName });
const ofOtherAs = <const Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), userId: memberName, role });
const ofOneself = <const Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), profileKey: sealedProfileKey });

const action = z.discriminatedUnion('type', [
  setAttribute,
  z.object({
    type: z.literal('setAccess'),
    attributes: role.optional(),
    members: role.optional(),
    joinByLink: linkAccess.optional(),
  }),
  z.object({ type: z.literal('setAnnouncementsOnly'), value: z.boolean() }),
  z.object({ type: z.literal('setLinkPassword'), value: linkPassword }),
  z.object({ type: z.literal('add'), presentation, role }),
  z.object({ type: z.literal('withdraw') }),
  ...[ofOtherAs('setRole'), ofOtherAs('invite'), ofOtherAs('approve')],
  ...[ofOther('uninvite'), ofOther('reject'), ofOther('remove'), ofOther('ban'), ofOther('unban')],
  ...[ofOneself('setProfileKey'), ofOneself('accept'), ofOneself('join'), ofOneself('request')],
]);

const first = z.array(z.object({ presentation, role })).max(limits.groupMembersMax).default([]);
const asked = z
  .array(z.object({ userId: memberName, role }))
  .max(limits.groupMembersMax)
  .default([]);

export const draft = z.object({
  attributes: z.object(blobs).partial().default({}),
  access: z.object({ attributes: role, members: role, joinByLink: linkAccess }),
  announcementsOnly: z.boolean().default(false),
  linkPassword: linkPassword.optional(),
  profileKey: sealedProfileKey,
  add: first,
  invite: asked,
});

export const changeBody = z.object({
  version: z.number().int().min(1).max(limits.groupVersionMax),
  actions: z.array(action).min(1).max(limits.groupActionsMax),
  linkPassword: linkPassword.optional(),
});

export type ActionBody = z.output<typeof action>;

const person = z.object({ userId: base64Answer, role: z.string() });
const endorsements = z.object({ response: base64Answer, expiresAtMs: z.number() }).optional();

const stateAnswer = z.object({
  id: z.string(),
  publicParams: base64Answer,
  version: z.number(),
  attributes: z.record(z.string(), base64Answer),
  access: z.object({ attributes: z.string(), members: z.string(), joinByLink: z.string() }),
  announcementsOnly: z.boolean(),
  linkPassword: base64Answer.optional(),
  members: z.array(person.extend({ profileKey: base64Answer, joinedAtVersion: z.number() })),
  invited: z.array(person.extend({ invitedBy: base64Answer })),
  requesting: z.array(z.object({ userId: base64Answer, profileKey: base64Answer })),
  banned: z.array(base64Answer),
});

const change = z.object({ version: z.number(), change: base64Answer, signature: base64Answer });

export const viewAnswer = z.object({ state: stateAnswer, endorsements });
export const changedAnswer = z.object({ change, endorsements });
export const conflictAnswer = z.object({ version: z.number(), state: stateAnswer.optional() });
export const logAnswer = z.object({ changes: z.array(change), version: z.number(), endorsements });
export const joinAnswer = z.object({
  title: base64Answer.optional(),
  description: base64Answer.optional(),
  avatar: base64Answer.optional(),
  memberCount: z.number(),
  joinByLink: z.string(),
  version: z.number(),
  isRequesting: z.boolean(),
});
