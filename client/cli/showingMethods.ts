// What a program that shows a profile to a person needs beside the commands: names for ids, one
// message, pictures as bytes, and the lock with a passphrase that was typed there.

import { z } from 'zod';
import { isGroup } from '../conversation/conversationId.ts';
import { pageMethod } from '../daemon/methods.ts';
import type { Methods } from '../daemon/methods.ts';
import type { AldisClient } from '../index.ts';
import type { Names } from './names.ts';

/** Ids of one question. */
const namesMax = 1_000;
/** The largest picture in one answer, and the largest that is given. Unit: bytes. */
const pictureBytesMax = 512 * 1024;

const account = z.string().describe('an account id');

const pictureShape = z
  .object({
    account: z.string().describe('the account, or the group'),
    kind: z.string().describe('jpeg, png, webp or gif'),
    length: z.number().describe('bytes of the whole picture'),
    bytes: z.base64().describe(`of these, from there: up to ${pictureBytesMax}`),
  })
  .nullable();

/** A profile that is open, for one question. */
export interface Showing {
  readonly client: AldisClient;
  readonly names: Names;
  lock(passphrase: string): Promise<void>;
}

export const showingMethods = (open: () => Showing): Methods => ({
  names: pageMethod(
    'what people and groups are called here',
    z.strictObject({ ids: z.array(z.string()).max(namesMax) }),
    z.array(z.object({ id: z.string(), name: z.string() })),
    async ({ ids }) => {
      const { names } = open();
      return ids.map((id) => ({ id, name: names.nameOf(id) }));
    },
  ),
  message: pageMethod(
    'one message, by its number',
    z.strictObject({ id: z.number().int().positive() }),
    z.looseObject({ id: z.number(), conversation: z.string(), text: z.string() }).nullable(),
    async ({ id }) => open().client.message(id) ?? null,
  ),
  avatar: pageMethod(
    'the picture that somebody or a group shows, or that you show, part by part',
    z.strictObject({
      who: z.string().optional(),
      from: z.number().int().nonnegative().optional(),
    }),
    pictureShape,
    async ({ who, from = 0 }) => {
      const { client, names } = open();
      const of = who === undefined ? client.account : names.conversation(who);
      const picture = isGroup(of)
        ? await client.groups.get(of).avatar()
        : await client.profiles.avatar(of);
      if (!picture) return null;
      const part = Buffer.from(picture.bytes).subarray(from, from + pictureBytesMax);
      const { kind, bytes } = picture;
      return { account: of, kind, length: bytes.length, bytes: part.toString('base64') };
    },
  ),
  'avatar.set': pageMethod(
    `show a picture of these bytes, up to ${pictureBytesMax}; without them none`,
    z.strictObject({
      bytes: z
        .base64()
        .max(Math.ceil(pictureBytesMax / 3) * 4)
        .optional(),
    }),
    z.object({ account }),
    async ({ bytes }) => {
      const { client } = open();
      const avatar = bytes === undefined ? null : new Uint8Array(Buffer.from(bytes, 'base64'));
      await client.profiles.set({ avatar });
      return { account: client.account };
    },
  ),
  lock: pageMethod(
    'lock the profile with a passphrase, or give it another',
    z.strictObject({ passphrase: z.string() }),
    z.object({ locked: z.literal(true) }),
    async ({ passphrase }) => {
      await open().lock(passphrase);
      return { locked: true };
    },
  ),
  unlock: pageMethod(
    'take the passphrase of the profile away for good',
    z.strictObject({}),
    z.object({ locked: z.literal(false) }),
    async () => {
      open().client.lock.remove();
      return { locked: false };
    },
  ),
});
