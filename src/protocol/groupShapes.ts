// What groups are in requests, answers and signed changes, for both sides. Names of members, their
// profile keys and all that is said of a group are sealed; how a side reads what is sealed is its
// own: the server looks whether it can be, the client reads it like a stranger's word.

import { z } from 'zod';
import { blobKeyForm } from './ids.ts';
import type { BlobKey } from './ids.ts';
import {
  groupActionsMax,
  groupAvatarBytesMax,
  groupBansMax,
  groupDescriptionBytesMax,
  groupLinkBytesMax,
  groupLinkBytesMin,
  groupLogPageMax,
  groupMembersMax,
  groupRequestsMax,
  groupTimerBytesMax,
  groupTitleBytesMax,
  groupVersionMax,
} from './limits.ts';

/** The length of a sealed name, and of a sealed profile key, in libsignal. */
export const groupCiphertextBytes = 65;

const role = z.enum(['MEMBER', 'ADMINISTRATOR']);
const linkAccess = z.enum(['ANY', 'ADMINISTRATOR', 'UNSATISFIABLE']);
const version = z.number().int().min(0).max(groupVersionMax);
/** Where a group's picture is. */
const blobKey = z.string().regex(blobKeyForm) as unknown as z.ZodType<BlobKey, string>;

export type GroupRole = z.output<typeof role>;
/** Whom the link lets in: anybody, whoever an administrator approves, nobody. */
export type GroupLinkAccess = z.output<typeof linkAccess>;

const access = z.object({ attributes: role, members: role, joinByLink: linkAccess });

/** How a side reads what is sealed, and bytes in general. */
interface Readers<Name extends Text, Key extends Text, Blob extends Text, Bytes extends z.ZodType> {
  readonly name: Name;
  readonly profileKey: Key;
  blob(least: number, most: number): Blob;
  readonly bytes: Bytes;
}
type Text = z.ZodType<string, string>;

/** The shapes, as one side reads them. */
export function groupShapes<
  Name extends Text,
  Key extends Text,
  Blob extends Text,
  Bytes extends z.ZodType,
>({ name, profileKey, blob, bytes }: Readers<Name, Key, Blob, Bytes>) {
  const attributes = {
    title: blob(0, groupTitleBytesMax),
    description: blob(0, groupDescriptionBytesMax),
    avatar: blob(0, groupAvatarBytesMax),
    timer: blob(0, groupTimerBytesMax),
  };
  const linkPassword = blob(groupLinkBytesMin, groupLinkBytesMax);
  const person = z.object({ userId: name, role });
  const state = z.object({
    id: z.string(),
    version,
    attributes: z.object(attributes).partial(),
    avatarBlob: blobKey.optional(),
    access,
    announcementsOnly: z.boolean(),
    linkPassword: linkPassword.optional(),
    members: z.array(person.extend({ profileKey, joinedAtVersion: version })).max(groupMembersMax),
    invited: z.array(person.extend({ invitedBy: name })).max(groupMembersMax),
    requesting: z.array(z.object({ userId: name, profileKey })).max(groupRequestsMax),
    banned: z.array(name).max(groupBansMax),
  });
  const endorsements = z.object({ response: bytes, expiresAtMs: z.number() }).optional();
  const signed = z.object({ version, change: bytes, signature: bytes });
  const shown = {
    title: attributes.title.optional(),
    description: attributes.description.optional(),
    avatar: attributes.avatar.optional(),
    memberCount: z.number().int().min(0),
    joinByLink: linkAccess,
    version,
    isRequesting: z.boolean(),
  };
  return {
    ...{ attributes, linkPassword, access, person, state },
    actions: actionShapes(name, profileKey, attributes, linkPassword),
    signed,
    view: z.object({ state, endorsements }),
    changed: z.object({ change: signed, endorsements }),
    log: z.object({ changes: z.array(signed).max(groupLogPageMax), version, endorsements }),
    shown: z.object(shown),
  };
}

/** What is done to a group, but for `add`, which is asked for with a proof. */
function actionShapes<Name extends Text, Key extends Text, Blob extends Text>(
  name: Name,
  profileKey: Key,
  attributes: Readonly<Record<'title' | 'description' | 'avatar' | 'timer', Blob>>,
  linkPassword: Blob,
) {
  const setAttribute = <const Attribute extends keyof typeof attributes>(attribute: Attribute) =>
    z.object({
      type: z.literal('setAttribute'),
      attribute: z.literal(attribute),
      value: attributes[attribute],
    });
  const ofOther = <const Type extends string>(type: Type) =>
    z.object({ type: z.literal(type), userId: name });
  const ofOtherAs = <const Type extends string>(type: Type) =>
    z.object({ type: z.literal(type), userId: name, role });
  const ofOneself = <const Type extends string>(type: Type) =>
    z.object({ type: z.literal(type), profileKey });
  return [
    z.discriminatedUnion('attribute', [
      setAttribute('title'),
      setAttribute('description'),
      setAttribute('avatar').extend({ blob: blobKey.optional() }),
      setAttribute('timer'),
    ]),
    z.object({ type: z.literal('setAccess'), ...access.partial().shape }),
    z.object({ type: z.literal('setAnnouncementsOnly'), value: z.boolean() }),
    z.object({ type: z.literal('setLinkPassword'), value: linkPassword }),
    z.object({ type: z.literal('withdraw') }),
    ...[ofOtherAs('setRole'), ofOtherAs('invite'), ofOtherAs('approve')],
    ...[ofOther('uninvite'), ofOther('reject'), ofOther('remove')],
    ...[ofOther('ban'), ofOther('unban')],
    ...[ofOneself('setProfileKey'), ofOneself('accept')],
    ...[ofOneself('join'), ofOneself('request')],
  ] as const;
}

/** What is done to a group. */
export type GroupAction =
  | z.output<ReturnType<typeof actionShapes<Text, Text, Text>>[number]>
  | {
      readonly type: 'add';
      readonly userId: string;
      /** It has been proven to be the member's. */
      readonly profileKey: string;
      readonly role: GroupRole;
    };

/** A list of actions, no longer than one change to a group may have. */
export const inOneChange = <Action extends z.ZodType>(action: Action) =>
  z.array(action).min(1).max(groupActionsMax);
