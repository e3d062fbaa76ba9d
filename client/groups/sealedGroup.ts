// A group as the server has it, and its signed changes: read like a stranger's word. Names of
// members stay as they are sealed; the same member has the same name in all of a group.

import { limits } from '#protocol';
import { z } from 'zod';
import { fromBase64 } from '../bytes.ts';

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
const text = (lengthMax: number) => z.string().max(lengthMax).regex(base64);
const base64LengthOf = (bytes: number) => Math.ceil(bytes / 3) * 4;

/** libsignal's UuidCiphertext and ProfileKeyCiphertext have 65 bytes. */
const ciphertext = z.string().length(base64LengthOf(65)).regex(base64);
const role = z.enum(['MEMBER', 'ADMINISTRATOR']);
const linkAccess = z.enum(['ANY', 'ADMINISTRATOR', 'UNSATISFIABLE']);
const version = z.number().int().min(0).max(limits.groupVersionMax);
const linkPassword = text(base64LengthOf(limits.groupLinkBytesMax));
const attribute = z.enum(['title', 'description', 'avatar', 'timer']);
const value = text(base64LengthOf(limits.groupDescriptionBytesMax));

export type Role = z.output<typeof role>;
/** Whom the link lets in: anybody, whoever an administrator approves, nobody. */
export type LinkAccess = z.output<typeof linkAccess>;
export type Attribute = z.output<typeof attribute>;

const stateShape = z.object({
  id: z.string(),
  version,
  attributes: z.object({ title: value, description: value, avatar: value, timer: value }).partial(),
  access: z.object({ attributes: role, members: role, joinByLink: linkAccess }),
  announcementsOnly: z.boolean(),
  linkPassword: linkPassword.optional(),
  members: z
    .array(z.object({ userId: ciphertext, role, profileKey: ciphertext, joinedAtVersion: version }))
    .max(limits.groupMembersMax),
  invited: z
    .array(z.object({ userId: ciphertext, role, invitedBy: ciphertext }))
    .max(limits.groupMembersMax),
  requesting: z
    .array(z.object({ userId: ciphertext, profileKey: ciphertext }))
    .max(limits.groupRequestsMax),
  banned: z.array(ciphertext).max(limits.groupBansMax),
});

/** A group as it is at one version. */
export type SealedGroup = z.output<typeof stateShape>;

const ofOther = <const Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), userId: ciphertext });
const ofOtherAs = <const Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), userId: ciphertext, role });
const ofOneself = <const Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), profileKey: ciphertext });

const actionShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('setAttribute'), attribute, value }),
  z.object({
    type: z.literal('setAccess'),
    attributes: role.optional(),
    members: role.optional(),
    joinByLink: linkAccess.optional(),
  }),
  z.object({ type: z.literal('setAnnouncementsOnly'), value: z.boolean() }),
  z.object({ type: z.literal('setLinkPassword'), value: linkPassword }),
  z.object({ type: z.literal('add'), userId: ciphertext, profileKey: ciphertext, role }),
  z.object({ type: z.literal('withdraw') }),
  ...[ofOtherAs('setRole'), ofOtherAs('invite'), ofOtherAs('approve')],
  ...[ofOther('uninvite'), ofOther('reject'), ofOther('remove'), ofOther('ban'), ofOther('unban')],
  ...[ofOneself('setProfileKey'), ofOneself('accept'), ofOneself('join'), ofOneself('request')],
]);

/** What is done to a group, as all members read it. */
export type GroupAction = z.output<typeof actionShape>;

const changeShape = z.object({
  group: z.string(),
  version,
  by: ciphertext,
  actions: z.array(actionShape).min(1).max(limits.groupActionsMax),
  /** When the server made it, by its clock. Absent in older ones. Unit: milliseconds. */
  at: z.number().int().min(0).max(limits.timestampMax).default(0),
});
export type GroupChange = z.output<typeof changeShape>;

const endorsementsShape = z
  .object({ response: z.string().max(65_536).transform(fromBase64), expiresAtMs: z.number() })
  .optional();
export type EndorsementsView = NonNullable<z.output<typeof endorsementsShape>>;

const signedShape = z.object({
  version,
  change: z.string().transform(fromBase64),
  signature: z.string().max(128).transform(fromBase64),
});
/** A change with the cluster's word for it. */
export type SignedChange = z.output<typeof signedShape>;

export const viewShape = z.object({ state: stateShape, endorsements: endorsementsShape });
export const changedShape = z.object({ change: signedShape, endorsements: endorsementsShape });
export const conflictShape = z.object({ version });
export const logShape = z.object({
  changes: z.array(signedShape).max(limits.groupLogPageMax),
  version,
  endorsements: endorsementsShape,
});
export const joinShape = z.object({
  title: value.optional(),
  description: value.optional(),
  memberCount: z.number().int().min(0),
  joinByLink: linkAccess,
  version,
  isRequesting: z.boolean(),
});

/** What was stored by this program. */
export const readState = (json: string): SealedGroup => stateShape.parse(JSON.parse(json));

/** What the bytes of a signed change say. Throws for what cannot be. */
export const readChange = (bytes: Uint8Array): GroupChange =>
  changeShape.parse(JSON.parse(Buffer.from(bytes).toString()));
