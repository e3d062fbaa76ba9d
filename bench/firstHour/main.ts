// `npm run bench -- first-hour`: what a new user does, from an empty folder: clones, starts on
// another port, registers two people, lets them talk in two terminals and at two desks, installs
// the SDK in a project, connects from Python, looks at the console; and how long each step takes.

import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Figures } from '#lab/figures.ts';
import { conclude, round } from '#lab/figures.ts';
import { freePort } from '#lab/freePort.ts';
import type { RunningCluster } from '#lab/launch.ts';
import { readFlags, runCommand } from '#lab/options.ts';
import { within } from '#lab/waiting.ts';
import { Browsing } from './browsing.ts';
import { Terminals } from './terminals.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const firstMessageSMost = 45;
const stepTimeoutMs = 900_000;
const heardTimeoutMs = 60_000;
const greeting = 'Good evening, Bob.';

/** A person's machine: an empty home, a folder for all that is made, nothing set of Aldis. */
class Newcomer {
  readonly folder = mkdtempSync(join(tmpdir(), 'aldis-first-hour-'));
  readonly clone = join(this.folder, 'aldis');
  readonly env: NodeJS.ProcessEnv;
  readonly #children = new Set<ChildProcess>();

  constructor(hasCache: boolean) {
    const home = join(this.folder, 'home');
    mkdirSync(home);
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(ALDIS_|PORT$|HOST$)/.test(name),
    );
    const cache = hasCache ? {} : { npm_config_cache: join(this.folder, 'npm') };
    this.env = { ...Object.fromEntries(kept), HOME: home, ...cache };
  }

  /** Starts a program in a folder; its output is read here. */
  start(file: string, words: readonly string[], cwd = this.clone, more: NodeJS.ProcessEnv = {}) {
    const child = spawn(file, words, {
      cwd,
      env: { ...this.env, ...more },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }

  /** Runs it to its end. Throws when it fails. */
  async run(file: string, words: readonly string[], cwd = this.clone, more = {}): Promise<string> {
    const child = this.start(file, words, cwd, more);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const said = await text(child.stdout);
    const code = await ended;
    if (code !== 0) throw new Error(`${file} ${words.join(' ')} ended with ${code}: ${said}`);
    return said;
  }

  facts(): RunningCluster {
    return JSON.parse(readFileSync(join(this.clone, 'data/cluster.json'), 'utf8'));
  }

  /** Stops the cluster by its own process: npm does not hand a signal on to it. */
  async #stopCluster(): Promise<void> {
    const { pid } = this.facts();
    process.kill(pid, 'SIGTERM');
    const isGone = () => !existsSync(join(this.clone, 'data/cluster.json'));
    if (!(await within(heardTimeoutMs, isGone))) process.kill(pid, 'SIGKILL');
  }

  async end(): Promise<void> {
    if (existsSync(join(this.clone, 'data/cluster.json'))) await this.#stopCluster();
    for (const child of this.#children) {
      // What a child has started may outlive it for a moment, with its output open.
      child.stdout?.destroy();
      child.kill('SIGTERM');
    }
    await within(heardTimeoutMs, () => this.#children.size === 0);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The first line that matches, as its first group. */
async function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  if (!child.stdout) throw new Error('its output is not read');
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(line)?.[1];
    if (found === undefined) continue;
    child.stdout.resume();
    return found;
  }
  throw new Error(`it ended without a line like ${pattern}`);
}

class Hour {
  readonly #begun = performance.now();
  readonly figures: Record<string, number> = {};

  /** Seconds since the clone was there. */
  get now(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  async step<T>(name: string, what: string, does: () => Promise<T>): Promise<T> {
    const from = this.now;
    const done = await does();
    const seconds = this.now - from;
    this.figures[`${name}_s`] = round(seconds);
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${what}`);
    return done;
  }
}

async function talkInTerminals(person: Newcomer): Promise<void> {
  const terminals = new Terminals(person.clone, person.env);
  try {
    terminals.open('alice', './aldis --profile alice chat bob');
    terminals.open('bob', './aldis --profile bob chat alice');
    await terminals.shows('alice', /bob/, stepTimeoutMs);
    terminals.type('alice', greeting);
    await terminals.shows('bob', new RegExp(greeting), stepTimeoutMs);
    terminals.type('bob', 'Good evening, Alice.');
    await terminals.shows('alice', /Good evening, Alice\./, stepTimeoutMs);
    for (const name of ['alice', 'bob']) terminals.type(name, '/quit');
  } finally {
    terminals.end();
  }
}

async function talkAtDesks(person: Newcomer, browsing: Browsing): Promise<void> {
  const desks = ['alice', 'bob'].map((name) =>
    person.start('./aldis', ['--profile', name, '--json', 'desk']),
  );
  const [alice = '', bob = ''] = await Promise.all(
    desks.map((desk) => lineOf(desk, /"url":\s*"([^"]+)"/)),
  );
  await browsing.talk(alice, bob, 'And at the desk.');
}

/** A project of somebody's own, with the package in it. */
async function tryTheSdk(person: Newcomer, account: string): Promise<void> {
  const project = join(person.folder, 'project');
  mkdirSync(project);
  await person.run('npm', ['run', '--silent', 'pack', '--', '--to', project]);
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}');
  const [tarball = ''] = (await person.run('ls', [], project)).split('\n').filter(isTarball);
  const flags = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  await person.run('npm', [...flags, `./${tarball}`], project);
  copyFileSync(join(person.clone, 'docs/cookbook/say.mjs'), join(project, 'say.mjs'));
  const { url, invitation } = person.facts();
  const words = ['say.mjs', 'me.aldis', account, 'from a program'];
  const settings = { ALDIS_URL: url, ALDIS_INVITATION: invitation };
  await person.run(process.execPath, words, project, settings);
}

const isTarball = (name: string): boolean => name.endsWith('.tgz');

const python = `
import socketio, sys
one = socketio.Client()
heard = []
one.on('server:hello', lambda body=None: heard.append(1))
one.connect(sys.argv[1], auth={'protocol': 1, 'anonymous': True}, wait_timeout=30)
for _ in range(300):
    if heard: break
    one.sleep(0.1)
one.disconnect()
sys.exit(0 if heard else 1)
`;

async function tryPython(person: Newcomer): Promise<void> {
  const venv = join(person.folder, 'venv');
  await person.run('python3', ['-m', 'venv', venv]);
  await person.run(join(venv, 'bin/pip'), ['install', '-q', 'python-socketio[client]']);
  await person.run(join(venv, 'bin/python'), ['-c', python, person.facts().url]);
}

async function wholeHour(person: Newcomer, pictures: string | undefined): Promise<Figures> {
  await person.run('git', ['clone', '-q', '--no-hardlinks', root, person.clone], person.folder);
  const hour = new Hour();
  const port = String(await freePort());
  await hour.step('start', 'npm start: packages, the pinned Node, a cluster that serves', () =>
    lineOf(person.start('npm', ['start'], person.clone, { PORT: port }), /(\/readyz)/),
  );
  const account = await hour.step('register', 'alice and bob are registered', async () => {
    const said = await person.run('./aldis', ['--json', 'register', 'alice']);
    await person.run('./aldis', ['register', 'bob']);
    return /[0-9a-f-]{36}/.exec(said)?.[0] ?? '';
  });
  const registeredS = hour.now;
  await hour.step('terminals', 'a message there and one back in two terminals', () =>
    talkInTerminals(person),
  );
  const byTerminalS = hour.now;
  const browsing = await Browsing.begin(pictures);
  try {
    await hour.step('desks', 'a message between two desks', () => talkAtDesks(person, browsing));
    const secrets = readFileSync(join(person.clone, 'data/secrets.json'), 'utf8');
    const { operatorToken } = JSON.parse(secrets) as { operatorToken: string };
    await hour.step('console', 'signed in at the console', () =>
      browsing.signIn(`${person.facts().url}/console`, operatorToken),
    );
  } finally {
    await browsing.end();
  }
  await hour.step('sdk', 'the SDK packed, installed in a project, its program run', () =>
    tryTheSdk(person, account),
  );
  await hour.step('python', 'python-socketio installed and connected', () => tryPython(person));
  return {
    ...hour.figures,
    first_by_terminal_s: round(byTerminalS),
    first_by_desk_s: round(registeredS + (hour.figures['desks_s'] ?? 0)),
  };
}

async function main(): Promise<0 | 1> {
  const flags = readFlags({ cache: false, pictures: undefined, json: undefined });
  const person = new Newcomer(flags.cache);
  try {
    const figures = await wholeHour(person, flags.pictures);
    const isSoon = (name: string) => Number(figures[name]) <= firstMessageSMost;
    const promises = [
      {
        sentence: `the first message ${firstMessageSMost} s after the clone, in terminals`,
        kept: isSoon('first_by_terminal_s'),
      },
      { sentence: 'and at desks', kept: isSoon('first_by_desk_s') },
    ];
    return conclude(figures, promises, flags.json);
  } finally {
    await person.end();
  }
}

await runCommand(main);
