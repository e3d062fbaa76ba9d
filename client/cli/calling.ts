// `aldis call` and `aldis calls`: who rings and who is in a call, at a terminal. It has neither
// microphone nor loudspeaker: whoever calls from here is there, says nothing and hears nothing.

import type { CallId } from '#protocol';
import type { CallCard, Carrier, Carrying } from '../daemon/carrying.ts';
import { callEndWords, membersOf } from './callWords.ts';
import { at } from './cli.ts';
import type { Cli, OpenProfile } from './cli.ts';
import { holding } from './holding.ts';
import type { Names } from './names.ts';
import { exitCodes, UsageError } from './output.ts';
import { plain } from './plain.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

export interface CallsArguments {
  /** `true`: the one that rings. */
  readonly answer?: string | true;
  readonly decline?: string | true;
}

interface Line {
  readonly profile: OpenProfile;
  readonly carrying: Carrying;
}

/** Rings, and stays in the call until it ends. It ends with 1 where nobody came. */
export async function call(cli: Cli, who: string): Promise<void> {
  await atCalls(cli, async (line) => {
    const { names, find, hear } = line.profile;
    const whom = await find(() => names.conversation(who));
    await hear();
    cli.output.note(plain`Calling ${names.nameOf(whom)} …`);
    await stay(cli, line, (carrier) => line.carrying.ring(whom, carrier));
  });
}

/** Lists them; or answers, or declines, one that rings. */
export async function calls(cli: Cli, { answer, decline }: CallsArguments): Promise<void> {
  if (answer !== undefined && decline !== undefined) {
    throw new UsageError('Say --answer or --decline, not both.');
  }
  await atCalls(cli, async (line) => {
    const { profile, carrying } = line;
    await profile.hearSoon();
    const whose = answer ?? decline;
    const all = carrying.list(silent(new Promise(() => {})));
    if (whose === undefined) return list(cli, profile.names, all);
    const ringing = all.filter(({ phase }) => phase === 'ringing');
    const { call: id } = theirs(profile.names, ringing, whose);
    if (answer === undefined) {
      carrying.decline(id);
      cli.output.say(plain`✓ declined`, { call: id });
      return;
    }
    await stay(cli, line, async (carrier) => {
      await carrying.answer(id, carrier);
      return id;
    });
  });
}

const atCalls = (cli: Cli, work: (line: Line) => Promise<void> | void): Promise<void> =>
  at(cli, (profile) =>
    holding(cli, profile, async (open) => {
      const carrying = cli.held?.carrying ?? open?.holder.carrying;
      if (!carrying) throw new Error('Nobody holds the profile.');
      await work({ profile, carrying });
    }),
  );

function list({ output }: Cli, names: Names, all: readonly CallCard[]): void {
  for (const card of all) {
    const { account, group, by, phase, members } = card;
    const name = names.nameOf(account ?? group ?? '');
    const there = membersOf(members).map((id) => names.nameOf(id));
    const more = by === undefined ? there.join(', ') : plain`${names.nameOf(by)} rings`;
    const text = plain`${phase.padEnd(8)} ${name}${more === '' ? '' : ': '}${more}`;
    output.say(text, { ...card, name });
  }
  if (all.length > 0) return;
  output.note(
    plain`No call rings or lasts here. aldis daemon, chat, listen and desk hear of calls.`,
  );
}

function theirs(names: Names, ringing: readonly CallCard[], whose: string | true): CallCard {
  const conversation = whose === true ? undefined : names.conversation(whose);
  const found = ringing.filter(({ account, group }) => {
    return conversation === undefined || conversation === (group ?? account);
  });
  const [first, second] = found;
  if (second) throw new UsageError('Several call: say whose call it is (aldis calls).');
  if (first) return first;
  throw new UsageError(whose === true ? 'Nobody calls.' : `${whose} does not call.`);
}

const silent = (ended: Promise<void>): Carrier => ({
  ended,
  isSilent: true,
  call: () => Promise.reject(new Error('A terminal carries no media.')),
  notify() {},
});

/** In the call that is taken, until it ends or a signal comes; says who comes and goes. */
async function stay(
  cli: Cli,
  { profile: { client, names }, carrying }: Line,
  take: (carrier: Carrier) => Promise<CallId>,
): Promise<void> {
  const { output } = cli;
  const left = Promise.withResolvers<void>();
  const over = Promise.withResolvers<string>();
  const carrier = silent(left.promise);
  let own: CallId | undefined;
  let there: readonly string[] = [];
  let wasTalked = false;
  const isOwn = (call: CallId) =>
    call === own || carrying.list(carrier).some((one) => one.call === call && one.isHere);
  const said = (event: string, id: string, words: string) => {
    const name = names.nameOf(id);
    output.say(plain`${name} ${words}`, { event, call: own, account: id, name });
  };
  client.on('callMembers', ({ call: id, members }) => {
    if (!isOwn(id)) return;
    own = id;
    const now = membersOf(members);
    for (const one of now) if (!there.includes(one)) said('came', one, 'is in the call.');
    for (const one of there) if (!now.includes(one)) said('went', one, 'has left the call.');
    there = now;
    wasTalked ||= now.length > 0;
  });
  client.on('callEnded', ({ call: id, why }) => {
    // Both have called each other: the other call goes on, and is this one's as well.
    if (id === own && why !== 'superseded') over.resolve(why);
  });
  const stop = () => (own ? carrying.leave(own, carrier) : over.resolve('hungUp'));
  for (const signal of signals) output.terminal.signals.on(signal, stop);
  try {
    own = await take(carrier);
    output.note(plain`Without sound: aldis desk has it. Ctrl-C leaves.`);
    const why = await over.promise;
    output.say(plain`${callEndWords(why)}`, { event: 'ended', call: own, why });
    if (!wasTalked) cli.end?.(exitCodes.failed);
  } finally {
    for (const signal of signals) output.terminal.signals.off(signal, stop);
    left.resolve();
  }
}
