// What a group is in requests and answers. Names of members and blobs stay base64: nobody behind
// the door looks into them.

import { isMemberCiphertext, isProfileKeyCiphertext } from '#crypto';
import { groupCiphertextBytes, groupShapes, inOneChange, limits } from '#protocol';
import { z } from 'zod/v4';
import { base64, base64Answer, toBase64 } from './schemas.ts';

const presentationBytesMax = 1024;

const checked = (isOne: (bytes: Uint8Array) => boolean) =>
  base64(groupCiphertextBytes, groupCiphertextBytes)
    .refine((bytes) => isOne(bytes))
    .transform(toBase64);

const profileKey = checked(isProfileKeyCiphertext);
const asked = groupShapes({
  name: checked(isMemberCiphertext),
  profileKey,
  blob: (least, most) => base64(least, most).transform(toBase64),
  bytes: z.never(),
});
const proven = asked.person
  .omit({ userId: true })
  .extend({ presentation: base64(1, presentationBytesMax) });
const action = z.discriminatedUnion('type', [
  ...asked.actions,
  proven.extend({ type: z.literal('add') }),
]);

export type ActionBody = z.output<typeof action>;

export const { linkPassword } = asked;

export const draft = z.object({
  attributes: z.object(asked.attributes).partial().default({}),
  access: asked.access,
  announcementsOnly: z.boolean().default(false),
  linkPassword: linkPassword.optional(),
  profileKey,
  add: z.array(proven).max(limits.groupMembersMax).default([]),
  invite: z.array(asked.person).max(limits.groupMembersMax).default([]),
});

export const changeBody = z.object({
  version: z.number().int().min(1).max(limits.groupVersionMax),
  actions: inOneChange(action),
  linkPassword: linkPassword.optional(),
});

const told = groupShapes({
  name: base64Answer,
  profileKey: base64Answer,
  blob: () => base64Answer,
  bytes: base64Answer,
});
const state = told.state.extend({ publicParams: base64Answer });

export const viewAnswer = told.view.extend({ state });
export const conflictAnswer = told.log.pick({ version: true }).extend({ state: state.optional() });
export const { changed: changedAnswer, log: logAnswer, shown: joinAnswer } = told;
