// A group as the server has it, and its signed changes: read like a stranger's word. Names of
// members stay as they are sealed; the same member has the same name in all of a group.

import { groupCiphertextBytes, groupShapes, inOneChange, limits } from '#protocol';
import type { GroupLinkAccess, GroupRole } from '#protocol';
import { z } from 'zod';
import { fromBase64 } from '../bytes.ts';

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
const base64LengthOf = (bytes: number) => Math.ceil(bytes / 3) * 4;
const ciphertext = z.string().length(base64LengthOf(groupCiphertextBytes)).regex(base64);

const shapes = groupShapes({
  name: ciphertext,
  profileKey: ciphertext,
  blob: (_least, most) => z.string().max(base64LengthOf(most)).regex(base64),
  bytes: z.string().transform(fromBase64),
});

export type Role = GroupRole;
export type LinkAccess = GroupLinkAccess;
export type Attribute = keyof typeof shapes.attributes;

/** A group as it is at one version. */
export type SealedGroup = z.output<typeof shapes.state>;

const actionShape = z.discriminatedUnion('type', [
  ...shapes.actions,
  shapes.person.extend({ type: z.literal('add'), profileKey: ciphertext }),
]);

const changeShape = z.object({
  group: z.string(),
  version: shapes.state.shape.version,
  by: ciphertext,
  actions: inOneChange(actionShape),
  /** When the server made it, by its clock. Absent in older ones. Unit: milliseconds. */
  at: z.number().int().min(0).max(limits.timestampMax).default(0),
});
export type GroupChange = z.output<typeof changeShape>;

export const { view: viewShape, changed: changedShape, log: logShape, shown: joinShape } = shapes;
export const conflictShape = shapes.log.pick({ version: true });

export type EndorsementsView = NonNullable<z.output<typeof viewShape>['endorsements']>;
/** A change with the cluster's word for it. */
export type SignedChange = z.output<typeof shapes.signed>;

/** What was stored by this program. */
export const readState = (json: string): SealedGroup => shapes.state.parse(JSON.parse(json));

/** What the bytes of a signed change say. Throws for what cannot be. */
export const readChange = (bytes: Uint8Array): GroupChange =>
  changeShape.parse(JSON.parse(Buffer.from(bytes).toString()));
