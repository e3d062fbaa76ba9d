// Groups, after Signal's paths (a change is a POST here). Whoever asks is known by the name that
// the group has for them; the group's actor says what that name may see and do.

import { setImmediate as turn } from 'node:timers/promises';
import type { AddressOf, CommandOf } from '#actors';
import type { GroupId, Result } from '#protocol';
import { callAddress, limits, ok, refuse } from '#protocol';
import { z } from 'zod/v4';
import { callOfThisGroup } from '../callDoor.ts';
import type { GroupCaller } from '../groupMembers.ts';
import type { ActionBody } from '../groupSchemas.ts';
import {
  changeBody,
  changedAnswer,
  conflictAnswer,
  draft,
  joinAnswer,
  linkPassword,
  logAnswer,
  viewAnswer,
} from '../groupSchemas.ts';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { toBase64 } from '../schemas.ts';
import { addressSubject } from '../subjects.ts';
import type { UploadTools } from '../uploadForm.ts';
import { avatarForm, uploadFormAnswer } from '../uploadForm.ts';

type Tools = Uses<'router' | 'groupKeys' | 'clock' | 'take' | 'blobs' | 'uploadTokens'>;

type Action = CommandOf<'group', 'change'>['actions'][number];

const shared = {
  auth: 'group',
  style: 'problem',
} as const;
const reads = [
  { bucket: 'groups', by: 'ip' },
  { bucket: 'groupReads', by: 'member' },
] as const;
const writes = [
  { bucket: 'groups', by: 'ip' },
  { bucket: 'groupChanges', by: 'member' },
] as const;

const addressOf = ({ group }: GroupCaller): AddressOf<'group'> => ({ type: 'group', id: group });

const create = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v2/groups',
  summary: 'Makes a group: its first administrator, whoever is added with a proof, invitations',
  limits: [{ bucket: 'groupCreations', by: 'ip' }],
  body: draft,
  answers: { 200: viewAnswer },
  async handle({ caller, body, ip }, tools: Tools) {
    const { profileKey, add, invite, linkPassword: password, ...rest } = body;
    const asked: ActionBody[] = [
      ...add.map((one) => ({ type: 'add', ...one }) as const),
      ...invite.map((one) => ({ type: 'invite', ...one }) as const),
    ];
    const actions = await provenActions(tools, caller, asked, ip);
    if (!actions.ok) return actions;
    const made = await tools.router.ask(addressOf(caller), {
      type: 'create',
      by: caller.userId,
      draft: {
        ...rest,
        publicParams: toBase64(caller.groupParams),
        attributes: defined(rest.attributes),
        ...(password === undefined ? {} : { linkPassword: password }),
      },
      profileKey,
      actions: actions.value,
    });
    return made.ok ? answer(200, made.value) : made;
  },
});

const describe = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v2/groups',
  summary: 'Reads the group, for members and invited people; members get endorsements with it',
  limits: reads,
  answers: { 200: viewAnswer },
  async handle({ caller }, tools: Tools) {
    const command = { type: 'describe', by: caller.userId } as const;
    const view = await tools.router.ask(addressOf(caller), command);
    return view.ok ? answer(200, view.value) : view;
  },
});

const change = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/v2/groups',
  summary: 'Changes the group; 409 with the group as it is when another change came first',
  limits: writes,
  body: changeBody,
  answers: { 200: changedAnswer, 409: conflictAnswer },
  async handle({ caller, body, ip }, tools: Tools) {
    const actions = await provenActions(tools, caller, body.actions, ip);
    if (!actions.ok) return actions;
    const noAvatar = await wrongAvatar(tools, caller.group, actions.value);
    if (noAvatar) return noAvatar;
    const made = await tools.router.ask(addressOf(caller), {
      type: 'change',
      by: caller.userId,
      version: body.version,
      actions: actions.value,
      linkPassword: body.linkPassword,
    });
    if (!made.ok) return made;
    const { outcome, ...told } = made.value;
    if (outcome === 'changed') tellCall(tools, caller, actions.value);
    return answer(outcome === 'conflict' ? 409 : 200, told);
  },
});

const log = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v2/groups/logs/:fromVersion',
  summary: 'Reads signed changes from a version on; 206 where others follow',
  limits: reads,
  params: z.object({ fromVersion: z.string().regex(/^\d{1,10}$/) }),
  answers: { 200: logAnswer, 206: logAnswer },
  async handle({ caller, params }, tools: Tools) {
    const from = Math.min(Number(params.fromVersion), limits.groupVersionMax);
    const command = { type: 'log', by: caller.userId, from } as const;
    const told = await tools.router.ask(addressOf(caller), command);
    if (!told.ok) return told;
    const { changes, version } = told.value;
    const last = changes.at(-1)?.version ?? version;
    return answer(last < version ? 206 : 200, told.value);
  },
});

const avatar = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v2/groups/avatar/form',
  summary: 'Tells a member where to upload a picture of the group, before a change names it',
  limits: [...writes, { bucket: 'groupPictures', by: 'ip' }],
  answers: { 200: uploadFormAnswer },
  async handle({ caller }, tools: Tools & UploadTools) {
    const { group, userId } = caller;
    const command = { type: 'standings', names: [userId] } as const;
    const told = await tools.router.ask(addressOf(caller), command);
    if (!told.ok) return told;
    const [standing] = told.value;
    if (standing && 'code' in standing) return refuse(standing.code);
    const key = tools.uploadTokens.keyFor(group);
    const form = await avatarForm(tools, `${group} ${userId}`, key);
    return form.ok ? answer(200, form.value) : form;
  },
});

const join = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v2/groups/join/:password',
  summary: 'Shows what the link of a group leads to, for whoever has it (base64url)',
  limits: reads,
  params: z.object({
    password: z
      .string()
      .regex(/^[A-Za-z0-9_-]{22,43}$/)
      .transform((text) => Buffer.from(text, 'base64url').toString('base64'))
      .pipe(linkPassword),
  }),
  answers: { 200: joinAnswer },
  async handle({ caller, params }, tools: Tools) {
    const { password: linkPassword } = params;
    const command = { type: 'peek', by: caller.userId, linkPassword } as const;
    const shown = await tools.router.ask(addressOf(caller), command);
    return shown.ok ? answer(200, shown.value) : shown;
  },
});

/**
 * A group keeps what it names, and lets it go: a picture that is there, no larger than one, and
 * was uploaded for it. Refuses: blob.not_found, blob.too_large.
 */
async function wrongAvatar(
  { blobs, uploadTokens }: Uses<'blobs' | 'uploadTokens'>,
  group: GroupId,
  actions: readonly Action[],
): Promise<Result<never> | undefined> {
  for (const action of actions) {
    const named = action.type === 'setAttribute' && action.attribute === 'avatar' && action.blob;
    if (!named) continue;
    const found = await blobs.open(named, { first: 0, last: 0 });
    if (!found || found === 'beyond') return refuse('blob.not_found');
    await found.close();
    if (found.length > limits.avatarBlobBytesMax) return refuse('blob.too_large');
    if (!uploadTokens.isKeyFor(group, named)) return refuse('blob.not_found');
  }
  return undefined;
}

/** Whoever was put out of the group is put out of its call at once, not when it looks next. */
function tellCall(
  { router }: Uses<'router'>,
  { group }: GroupCaller,
  actions: readonly Action[],
): void {
  const names = actions.flatMap((action) => {
    if (action.type === 'remove') return { name: action.userId, code: 'group.not_member' } as const;
    return action.type === 'ban' ? ({ name: action.userId, code: 'group.banned' } as const) : [];
  });
  if (names.length === 0) return;
  const call = callAddress(callOfThisGroup(group));
  void router.ask(call, { type: 'exclude', names });
}

export const groupRoutes = [create, describe, change, log, avatar, join] as const;

/**
 * The actions as the group's actor takes them. A presentation becomes the name and the profile key
 * that it proves; each takes a millisecond or two, so that others have their turn between.
 * Refuses: group.invalid, rate.limited.
 */
async function provenActions(
  { groupKeys, take, clock }: Tools,
  { groupParams }: GroupCaller,
  asked: readonly ActionBody[],
  ip: string,
): Promise<Result<Action[]>> {
  const count = asked.filter(({ type }) => type === 'add').length;
  const held = count > 0 && (await take('groupProofs', addressSubject(ip), count));
  if (held) return held;
  const actions: Action[] = [];
  for (const one of asked) {
    if (one.type !== 'add') {
      actions.push(one);
      continue;
    }
    const proven = groupKeys.verifyProfile(groupParams, one.presentation, clock.now());
    if (!proven) return refuse('group.invalid', { detail: 'Field: presentation.' });
    const { userId, profileKey } = proven;
    const { type, role } = one;
    actions.push({ type, role, userId: toBase64(userId), profileKey: toBase64(profileKey) });
    await turn();
  }
  return ok(actions);
}

/** Drops the fields that are undefined. */
function defined<T extends object>(given: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const there = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
