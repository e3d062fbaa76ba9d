// `npm run admin -- audit`: what operators have done, and whether the log of it is whole.

import type { Command } from 'commander';
import { accountOf, asked, countOf, tell, Usage } from './asking.ts';

const headForm = /^[1-9]\d{0,14}:([0-9a-f]{2}){8,32}$/;
const actsMax = 200;

interface Given {
  readonly json?: true;
  readonly verify?: true;
  readonly head?: string;
  readonly account?: string;
  readonly before?: string;
  readonly limit: string;
}

interface Act {
  readonly seq: number;
  readonly at: number;
  readonly act: string;
  readonly door: string;
  readonly token?: string;
  readonly name?: string;
  readonly account?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly outcome?: string;
}

interface Verdict {
  readonly isWhole: boolean;
  readonly entries: number;
  readonly head?: string;
  readonly faults: readonly { kind: keyof typeof faultWords; fromSeq: number; toSeq: number }[];
}

const faultWords = {
  changed: 'not as written',
  missing: 'taken away',
  unsealed: 'no end that this cluster has sealed',
  beyond: 'behind the end',
  mended: 'here the log was found not whole, and went on',
  witness: 'not what was kept elsewhere',
} as const;

export function addAuditCommand(program: Command): void {
  const command = program
    .command('audit')
    .description('what operators have done, the newest first')
    .option('--account <id>', 'to one account')
    .option('--before <number>', 'before an act')
    .option('--limit <count>', `how many, ${actsMax} at the most`, '50')
    .option('--verify', 'read all of it, and say whether it is whole')
    .option('--head <number:hash>', 'with --verify: an end of it that was kept elsewhere')
    .option('--json', 'as JSON');
  command.action(async () => {
    const given = command.opts<Given>();
    await (given.verify ? verify(program, given) : list(program, given));
  });
}

async function list(program: Command, { account, before, limit, json }: Given): Promise<void> {
  const query = new URLSearchParams({ limit: String(countOf(limit, actsMax)) });
  if (account !== undefined) query.set('account', accountOf(account));
  if (before !== undefined) query.set('before', String(countOf(before, Number.MAX_SAFE_INTEGER)));
  const path = `/v1/operator/audit?${query}`;
  const page = (await asked(program, { verb: 'GET', path })) as { acts: Act[]; before?: number };
  const more = page.before === undefined ? [] : [`More: --before ${page.before}`];
  tell(json, page, page.acts.length === 0 ? ['None.'] : [...page.acts.map(lineOf), ...more]);
}

async function verify(program: Command, { head, json }: Given): Promise<void> {
  if (head !== undefined && !headForm.test(head)) {
    throw new Usage('An end is a number, a colon and at least 16 hex digits.');
  }
  const query = head === undefined ? '' : `?head=${head}`;
  const path = `/v1/operator/audit/verification${query}`;
  const verdict = (await asked(program, { verb: 'GET', path })) as Verdict;
  if (!verdict.isWhole) process.exitCode = 1;
  tell(json, verdict, [
    verdict.isWhole ? `Whole: ${verdict.entries} entries.` : 'Not whole:',
    ...verdict.faults.map(({ kind, fromSeq, toSeq }) => {
      return `  ${fromSeq === toSeq ? fromSeq : `${fromSeq} to ${toSeq}`}: ${faultWords[kind]}`;
    }),
    ...(verdict.head === undefined ? [] : [`Its end, to be kept elsewhere: ${verdict.head}`]),
  ]);
}

/** `12  2026-11-28 09:30:00Z  account.set suspended=true  done  by ada (http, token a1b2c3d4)`. */
function lineOf({ seq, at, act, facts = {}, account, outcome, ...by }: Act): string {
  const time = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const said = Object.entries(facts).map(([name, value]) => `${name}=${String(value)}`);
  const of = account === undefined ? [] : [`account:${account.slice(0, 12)}`];
  const token = by.token === undefined ? '' : `, token ${by.token}`;
  const who = `by ${by.name ?? 'somebody'} (${by.door}${token})`;
  const what = [act, ...of, ...said].join(' ');
  return [seq, time, what, outcome ?? 'not known to have ended', who].join('  ');
}
