// `npm run bench -- races [--races N] [--workers N]`: two administrators of a group want the same
// version, again and again, at whichever workers: one is answered 200, the other 409. Afterwards
// the log has every version once, as its winner was told, and the stores, the files and the logs of
// the cluster are searched for titles and for members: none stands there in clear. Members who only
// look on have no account there, so that nothing but the group could tell of them.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conclude, quantile, round } from '#lab/figures.ts';
import { inClear, readSecrets } from '#crypto';
import type { GroupAnswer } from '#lab/groupMember.ts';
import { GroupMember } from '#lab/groupMember.ts';
import { Person, ProfileProofs, SecretGroup } from '#lab/groupPeople.ts';
import type { LaunchedCluster } from '#lab/launch.ts';
import { launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { registerPlainDevice } from '#lab/plainDevice.ts';
import { createProgress } from '#lab/progress.ts';
import { count, formsOf, inFiles } from '#lab/search.ts';

/** Before it the second administrator accepts, and those who look on are added. */
const firstRaced = 3;
/** Stands in every title, so that one search finds all of them. */
const mark = `lamp room ${randomBytes(9).toString('base64url')}`;
/** Members who look on, and as many who are invited. */
const onlookers = 20;
/** The share of the winners that are asked for again. */
const repeatedShare = 0.1;

/** How one race ended. */
interface Race {
  readonly tookMs: number;
  readonly statuses: readonly number[];
  /** What the winner was told; undefined: there was not one alone. */
  readonly change: string | undefined;
  /** What the loser was told is the winner's. */
  readonly isTold: boolean;
  /** The same command again was answered with the same; undefined: it was not tried. */
  readonly isRepeated: boolean | undefined;
}

async function administrator({ url, invitation }: LaunchedCluster, group: SecretGroup) {
  const { account, username, password } = await registerPlainDevice(url, invitation);
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  return GroupMember.of(url, { account, authorization: `Basic ${basic}` }, group);
}

/** Two administrators, and people without accounts; the proofs are made with the cluster's keys. */
async function found(cluster: LaunchedCluster, group: SecretGroup) {
  const [ada, ben] = [await administrator(cluster, group), await administrator(cluster, group)];
  const { indexKey } = readSecrets(join(cluster.dataDir, 'secrets.json'), inClear);
  const proofs = new ProfileProofs(indexKey);
  const people = Array.from({ length: 2 * onlookers }, () => new Person());
  const nameOf = (person: Person) => Buffer.from(group.nameOf(person)).toString('base64');
  const invited = people.slice(onlookers).map((person) => nameOf(person));
  const made = await ada.create(group.seal(`${mark} 0`), [
    { userId: ben.name, role: 'ADMINISTRATOR' },
    ...invited.map((userId) => ({ userId, role: 'MEMBER' })),
  ]);
  const accepted = await ben.accept(1);
  const added = people.slice(0, onlookers).map((person) => {
    const presentation = Buffer.from(proofs.present(group, person, Date.now())).toString('base64');
    return { type: 'add', presentation, role: 'MEMBER' };
  });
  const grown = await ada.change(2, ...added);
  const answers = [made, accepted, grown].map(({ status, code }) => `${status} ${code}`);
  if (answers.some((one) => !one.startsWith('200'))) throw new Error(`no group: ${answers.join()}`);
  const forms = people.flatMap(({ account }) => formsOf(account));
  const keys = people.map(({ profileKey }) => Buffer.from(profileKey.serialize()));
  return { two: [ada, ben] as const, needles: [...forms, ...keys] };
}

async function race(group: SecretGroup, two: readonly GroupMember[], version: number) {
  const titles = two.map((_, side) => group.seal(`${mark} ${version} ${side}`));
  const beganAt = performance.now();
  const ask = (member: GroupMember, side: number) =>
    member.setTitle(version, titles[side] as Uint8Array);
  const answers = await Promise.all(two.map(ask));
  const tookMs = performance.now() - beganAt;
  const winners = answers.filter(({ status }) => status === 200);
  const side = answers.findIndex(({ status }) => status === 200);
  const [winner, loser] = [answers[side], answers[1 - side]];
  const change = winners.length === 1 ? changeOf(winner) : undefined;
  const state = loser?.json['state'] as { version: number; attributes: { title: string } };
  const sealed = Buffer.from(titles[side] ?? []).toString('base64');
  const isTold = state?.version === version && state.attributes.title === sealed;
  const isAgain = winner && Math.random() < repeatedShare;
  const again = isAgain ? await ask(two[side] as GroupMember, side) : undefined;
  const isRepeated = again && again.status === 200 && changeOf(again) === change;
  const statuses = answers.map(({ status }) => status);
  return { tookMs, statuses, change, isTold, isRepeated } satisfies Race;
}

const changeOf = (answer: GroupAnswer | undefined) =>
  (answer?.json['change'] as { change: string } | undefined)?.change;

/** All of the log, page by page. */
async function readLog(member: GroupMember) {
  const changes: { readonly version: number; readonly change: string }[] = [];
  for (;;) {
    const page = await member.log((changes.at(-1)?.version ?? 0) + 1);
    const told = (page.json['changes'] ?? []) as typeof changes;
    changes.push(...told);
    if (page.status !== 206 || told.length === 0) return changes;
  }
}

/** How often the needles stand in files and log. */
function look({ dataDir, logFile }: LaunchedCluster, needles: readonly Buffer[]) {
  const files = inFiles(dataDir, needles);
  const inLog = count(readFileSync(logFile), needles);
  return { files: files.size, found: [...files.values()].reduce((sum, n) => sum + n, inLog) };
}

const titleForms = () => {
  const text = Buffer.from(mark);
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), text]).toString('base64');
    return Buffer.from(whole.slice(Math.ceil((before * 8) / 6), -4));
  });
  return [text, Buffer.from(mark, 'utf16le'), Buffer.from(text.toString('hex')), ...base64];
};

async function measure(cluster: LaunchedCluster, races: number) {
  const group = new SecretGroup();
  const { two, needles } = await found(cluster, group);
  const progress = createProgress('races');
  const run: Race[] = [];
  for (let version = firstRaced; version < races + firstRaced; version++) {
    run.push(await race(group, two, version));
    progress.show(run.length / races, `${run.length} of ${races}`);
  }
  progress.end();
  const log = await readLog(two[0]);
  const members = look(cluster, needles);
  const titles = look(cluster, titleForms());
  return { run, log, files: members.files, members: members.found, titles: titles.found };
}

/** Shows that the search finds what does stand there: for whom something waits. */
async function control(cluster: LaunchedCluster): Promise<number> {
  const { url, invitation } = cluster;
  const register = () => registerPlainDevice(url, invitation);
  const [from, to] = [await register(), await register()];
  const basic = Buffer.from(`${from.username}:${from.password}`).toString('base64');
  const one = { type: 1, destinationDeviceId: 1, content: 'AAAA' };
  const answer = await fetch(`${url}/v1/messages/${to.account}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Basic ${basic}` },
    body: JSON.stringify({
      messages: [{ ...one, destinationRegistrationId: to.registrationId }],
      timestamp: Date.now(),
    }),
  });
  if (!answer.ok) throw new Error(`a send answered ${answer.status}: ${await answer.text()}`);
  return look(cluster, formsOf(to.account)).found;
}

type Measured = Awaited<ReturnType<typeof measure>>;

function judge({ run, log, ...seen }: Measured, races: number, known: number, json?: string) {
  const number = (is: (one: Race) => boolean | undefined) => run.filter(is).length;
  const fair = number(({ statuses }) => [...statuses].sort().join() === '200,409');
  const told = number(({ isTold }) => isTold);
  const repeats = run.flatMap(({ isRepeated }) => isRepeated ?? []);
  const same = repeats.filter((isSame) => isSame).length;
  const raced = log.slice(firstRaced - 1);
  const inOrder = log.every(({ version }, index) => version === index + 1);
  const isWhole = run.every(({ change }, index) => change === raced[index]?.change);
  const took = run.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const first = run.filter(({ statuses }) => statuses[0] === 200).length;
  return conclude(
    {
      races,
      one_200_one_409: fair,
      first_administrator_won: first,
      loser_told_the_winner: told,
      repeats: repeats.length,
      repeats_same: same,
      log_versions: log.length,
      both_p50_ms: round(quantile(took, 0.5)),
      both_p99_ms: round(quantile(took, 0.99)),
      files_searched: seen.files,
      titles_found: seen.titles,
      members: 2 + onlookers,
      members_found: seen.members,
      control_found: known,
    },
    [
      { sentence: 'of two who want a version one has it', kept: fair === races },
      { sentence: 'the other is told what it became', kept: told === races },
      { sentence: 'a repeated command is answered with the same', kept: same === repeats.length },
      {
        sentence: 'the log has every version once, as its winner was told',
        kept: inOrder && isWhole && raced.length === races,
      },
      { sentence: 'no file and no log holds a title in clear', kept: seen.titles === 0 },
      { sentence: 'none holds a member or somebody invited', kept: seen.members === 0 },
      { sentence: 'the search finds the account of somebody', kept: known > 0 },
    ],
    json,
  );
}

async function main(): Promise<0 | 1> {
  const values = readFlags({ races: '1000', workers: '4', json: undefined });
  const races = whole('--races', values.races, 1, 9000);
  const workers = whole('--workers', values.workers, 1, 32);
  const folder = mkdtempSync(join(tmpdir(), 'aldis-races-'));
  const cluster = await launchCluster({
    workers,
    unlimited: true,
    dataDir: join(folder, 'data'),
    env: { ALDIS_LOG: 'debug' },
  });
  try {
    const measured = await measure(cluster, races);
    return judge(measured, races, await control(cluster), values.json);
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await runCommand(main);
