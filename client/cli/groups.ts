// What each command of groups does, once its arguments are read.

import type { Group, GroupState } from '../index.ts';
import type { Cli, OpenProfile } from './cli.ts';
import { at } from './cli.ts';
import type { Names } from './names.ts';
import { UsageError } from './output.ts';
import { savePicture } from './pictures.ts';
import { plain } from './plain.ts';
import type { Plain } from './plain.ts';

export interface CreateArguments {
  readonly description?: string;
  readonly announcements?: boolean;
}

export async function create(
  cli: Cli,
  title: string,
  who: readonly string[],
  { description, announcements }: CreateArguments,
): Promise<void> {
  await withGroups(cli, async ({ client, names }) => {
    const group = await client.groups.create({
      title,
      members: who.map((one) => names.account(one)),
      ...(description === undefined ? {} : { description }),
      announcementsOnly: announcements === true,
    });
    cli.output.say(plain`${title} is there: ${group.id}`, group.state());
  });
}

export async function list(cli: Cli): Promise<void> {
  await at(cli, async ({ client, hearSoon }) => {
    await hearSoon();
    const all = client.groups.list();
    const asking = new Set(client.groups.requests.map(({ id }) => id));
    for (const group of all) {
      const by = asking.has(group.id) ? ' by somebody you do not know' : '';
      const standing = group.standing === 'member' ? '' : ` (${group.standing}${by})`;
      const count = group.members.length;
      cli.output.say(plain`${group.id.slice(0, 8)}  ${group.title}${standing}  ${count}`, group);
    }
    if (all.length === 0) cli.output.note(plain`There is none. Make one: aldis group create`);
  });
}

export async function show(cli: Cli, name: string): Promise<void> {
  await withGroup(cli, name, async (group, names) => {
    const state = await group.refresh();
    for (const line of linesOf(state, names)) {
      cli.output.say(line, state);
      if (cli.output.json) return;
    }
  });
}

export async function withPeople(
  cli: Cli,
  verb: 'add' | 'invite' | 'remove' | 'approve' | 'ban' | 'unban',
  name: string,
  who: readonly string[],
): Promise<void> {
  await withGroup(cli, name, async (group, names) => {
    const accounts = who.map((one) => names.account(one));
    if (verb === 'approve') await group.refresh();
    if (verb === 'add' || verb === 'invite' || verb === 'remove') await group[verb](accounts);
    else for (const account of accounts) await group[verb](account);
    done(cli, group);
  });
}

export async function oneself(
  cli: Cli,
  verb: 'accept' | 'decline' | 'withdraw' | 'leave',
  name: string,
): Promise<void> {
  await withGroup(cli, name, async (group) => {
    await group[verb]();
    if (verb === 'withdraw') cli.output.say(plain`✓ done`, { group: group.id });
    else done(cli, group);
  });
}

export async function role(cli: Cli, name: string, who: string, word: string): Promise<void> {
  if (word !== 'admin' && word !== 'member') throw new UsageError('A role is admin or member.');
  await withGroup(cli, name, async (group, names) => {
    const account = names.account(who);
    await group.setRole(account, word === 'admin' ? 'ADMINISTRATOR' : 'MEMBER');
    done(cli, group);
  });
}

export async function title(cli: Cli, name: string, words: string): Promise<void> {
  await withGroup(cli, name, async (group) => {
    await group.setTitle(words);
    done(cli, group);
  });
}

export async function describe(cli: Cli, name: string, words: readonly string[]): Promise<void> {
  await withGroup(cli, name, async (group) => {
    await group.setDescription(words.join(' '));
    done(cli, group);
  });
}

export async function announcements(cli: Cli, name: string, to: string): Promise<void> {
  if (to !== 'on' && to !== 'off') throw new UsageError('Say on or off.');
  await withGroup(cli, name, async (group) => {
    await group.setAnnouncementsOnly(to === 'on');
    done(cli, group);
  });
}

export async function avatar(
  cli: Cli,
  name: string,
  file: string | undefined,
  { to, none }: { readonly to?: string; readonly none?: boolean },
): Promise<void> {
  await withGroup(cli, name, async (group) => {
    if (file !== undefined && none) throw new UsageError('Give a picture or --none, not both.');
    if (file !== undefined || none) await group.setAvatar(file ?? null);
    const state = await group.refresh();
    const is = state.avatar === undefined ? 'shows no picture' : 'shows a picture';
    cli.output.say(plain`${state.title} ${is}`, state);
    if (to !== undefined) savePicture(cli, await group.avatar(), to);
  });
}

const links = { open: 'ANY', ask: 'ADMINISTRATOR', off: 'UNSATISFIABLE' } as const;

export async function link(cli: Cli, name: string, how: string | undefined): Promise<void> {
  await withGroup(cli, name, async (group) => {
    if (how === 'reset') await group.resetLink();
    else if (how === 'open' || how === 'ask' || how === 'off') await group.setLink(links[how]);
    else if (how !== undefined) throw new UsageError('Say open, ask, off or reset.');
    const url = group.link();
    cli.output.say(plain`${url ?? 'The link is off.'}`, { group: group.id, link: url });
  });
}

export async function join(cli: Cli, url: string): Promise<void> {
  await withGroups(cli, async ({ client }) => {
    const { title: called, needsApproval } = await client.groups.peek(url);
    const group = await client.groups.join(url);
    const waits = plain`An administrator of ${called} has to let you in.`;
    const text = needsApproval ? waits : plain`You are in ${called}.`;
    cli.output.say(text, { group: group.id, title: called, needsApproval });
  });
}

function linesOf(state: GroupState, names: Names): Plain[] {
  const { title: called, id, standing, members, invited, requesting, banned } = state;
  const nameOf = (account: string) => names.nameOf(account);
  return [
    plain`${called}  ${id}`,
    ...(state.description ? [plain`${state.description}`] : []),
    plain`You are: ${standing}. Version ${state.version}.`,
    ...(state.announcementsOnly ? [plain`Administrators alone write.`] : []),
    ...members.map(({ account, role: as }) => {
      const mark = as === 'ADMINISTRATOR' ? ' (administrator)' : '';
      return plain`  ${nameOf(account)}${mark}  ${account}`;
    }),
    ...invited.map(({ account }) => plain`  ${nameOf(account)} (invited)  ${account}`),
    ...requesting.map((account) => plain`  ${nameOf(account)} (asks to come in)  ${account}`),
    ...banned.map((account) => plain`  ${nameOf(account)} (banned)  ${account}`),
  ];
}

const done = (cli: Cli, group: Group): void => cli.output.say(plain`✓ done`, group.state());

function withGroup(
  cli: Cli,
  name: string,
  work: (group: Group, names: Names) => Promise<void>,
): Promise<void> {
  return withGroups(cli, ({ client, names }) => work(client.groups.get(names.group(name)), names));
}

/** An invitation is among what has waited. */
function withGroups(cli: Cli, work: (profile: OpenProfile) => Promise<void>): Promise<void> {
  return at(cli, async (profile) => {
    await profile.hear();
    await work(profile);
  });
}
