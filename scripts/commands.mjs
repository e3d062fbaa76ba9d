// `npm run commands`: runs every command of README.md and CONTRIBUTING.md as a new user would, in a
// clean clone with a home of its own, and says of each that is not run why. Fails where a command
// fails, or where nobody has said how to run one. `--list` checks the table alone. What failed is
// run again without the rest: `--only WORDS` (again and again) runs `npm start` and those that have
// these words, `--from WORDS` it and all from the first such one on.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveUp, root } from './bootstrap.mjs';

const pages = ['README.md', 'CONTRIBUTING.md'];
const usualLimitMs = 300_000;
const stopLimitMs = 60_000;
const usualPort = 7350;
const startCommand = 'npm start';

const talk = { input: 'Good evening.\n/quit\n' };
const twoTerminals = { because: 'two devices talk at once: test/integration/link.test.ts' };
const typed = { because: 'a passphrase is typed: test/integration/client-chat.test.ts' };
const underPm2 = { because: 'leaves a daemon of PM2 behind: test/integration/pm2.test.ts' };

/**
 * How each is run: `as`, shorter; `input`, what is typed; `until`, it goes on and is stopped last;
 * `because`, why it is not run.
 */
const ways = {
  'git clone <address of this repository> aldis && cd aldis': { because: 'done before all others' },
  'npm start': { until: /invitation/i, limitMs: 900_000 },
  'npm test': { because: 'it is the test of everything else, and takes half an hour' },
  'npm run vitest -- run --project unit test/unit/gateway/events.test.ts': {},
  'export ALDIS_TEST_MONGOD=$PWD/.venv/bin/secantusd-py': {},
  'npm run doctor': {},
  'npm run invite': {},
  './aldis register alice': {},
  './aldis register bob': {},
  './aldis --profile alice desk': { until: /The desk of/ },
  './aldis --profile bob desk': { until: /The desk of/ },
  './aldis --profile alice chat bob': talk,
  './aldis --profile bob chat alice': talk,
  './aldis --profile alice group create Lamps bob': {},
  './aldis --profile bob group accept Lamps': {},
  "./aldis --profile bob group send Lamps 'Good evening.'": {},
  './aldis --profile alice chat Lamps': talk,
  './aldis --profile alice profile --name Alice': {},
  './aldis --profile bob block alice': {},
  './aldis link laptop': twoTerminals,
  "./aldis --profile alice devices add 'aldis://link?…'": twoTerminals,
  './aldis --profile alice devices': {},
  './aldis --profile alice lock': typed,
  'npm run demo': {},
  'npm run build:voice': { because: 'may compile for minutes, and npm test does it' },
  'npm run pack': {},
  'npm run docs:api': {},
  'npm run cluster': underPm2,
  'npm run cluster:reload': underPm2,
  'npm run cluster:stop': underPm2,
  'npm run chaos -- --seeds 10 --for 60s': { as: 'npm run chaos -- --seeds 1 --for 60s' },
  'npm run load -- --devices 100 --rate 50 --for 30s': {
    as: 'npm run load -- --devices 10 --rate 5 --for 5s',
  },
  'npm run simulate -- --seeds 2000': { as: 'npm run simulate -- --seeds 50' },
  'npm run bench': {},
  'npm run commands': { because: 'it is this' },
  'npm run format': {},
  'npm run lint': {},
  'npm run gen': {},
  'npm run docs': {},
  'npm run typecheck': {},
  'npm run check': { limitMs: 1_800_000 },
};

/** The lines of a page's shell blocks, without their comments, and its commands between words. */
function commandsOf(page) {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, lines]) =>
    lines.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim()),
  );
  const prose = page.replaceAll(/^```[\s\S]*?^```$/gm, '');
  const between = [...prose.matchAll(/`((?:npm|\.\/aldis) [^`]+)`((?:, `[\w:]+`)*)/g)].flatMap(
    ([, command, others]) => [
      command,
      ...[...others.matchAll(/`([\w:]+)`/g)].map(([, name]) => `npm run ${name}`),
    ],
  );
  return [...blocks, ...between].filter((command) => command !== '');
}

const wordsAfter = (flag) =>
  process.argv.flatMap((word, at) => (word === flag ? [process.argv[at + 1] ?? ''] : []));

/** What is run of all that there is, by the words of this command. */
function chosen(all) {
  const [only, [from]] = [wordsAfter('--only'), wordsAfter('--from')];
  for (const words of [...only, ...(from === undefined ? [] : [from])]) {
    if (!all.some((one) => one.includes(words))) giveUp(`No command has the words: ${words}`);
  }
  const start = from === undefined ? 0 : all.findIndex((one) => one.includes(from));
  return all.filter((one, at) => {
    if (one === startCommand) return true;
    return at >= start && (only.length === 0 || only.some((words) => one.includes(words)));
  });
}

const commands = new Set(
  pages.flatMap((page) => commandsOf(readFileSync(join(root, page), 'utf8'))),
);
const faults = [
  ...[...commands].filter((one) => !(one in ways)).map((one) => `nobody said how to run: ${one}`),
  ...Object.keys(ways)
    .filter((one) => !commands.has(one))
    .map((one) => `on no page: ${one}`),
];
if (faults.length > 0 || process.argv.includes('--list')) {
  console.log(faults.join('\n') || `${commands.size} commands`);
  process.exit(faults.length > 0 ? 1 : 0);
}

const toRun = chosen(Object.keys(ways));
if (!(await isPortFree())) giveUp(`Port ${usualPort} is taken; end what listens there first.`);
const folder = mkdtempSync(join(tmpdir(), 'aldis-commands-'));
const clone = join(folder, 'aldis');
/** What is stopped last. */
const kept = [];
const running = new Set();
const failed = [];
/** A cluster that is killed leaves its Redis behind: it is asked to stop. */
const leave = async () => {
  for (const { child } of kept) await stop(child);
  process.exit(1);
};
process.once('SIGINT', leave);
process.once('SIGTERM', leave);
process.once('exit', () => {
  for (const child of running) endGroup(child, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
spawnSync('git', ['clone', '--quiet', root, clone], { stdio: 'inherit' });
const env = environment();
for (const command of toRun) {
  await tell(command, () => run(command, env));
  // Without a cluster nothing else can be judged, and npm would fetch what is not here.
  if (command === startCommand && failed.length > 0) break;
}
for (const { command, child } of kept) await tell(`Ctrl-C: ${command}`, () => stop(child));
console.log(failed.length > 0 ? `${failed.length} failed` : 'all as written');
process.exitCode = failed.length > 0 ? 1 : 0;

/** The environment of a user who has never heard of Aldis, but has a cache of npm. */
function environment() {
  const own = Object.entries(process.env).filter(([name]) => !/^(ALDIS_|npm_|PORT$)/.test(name));
  const cache = spawnSync('npm', ['config', 'get', 'cache'], {
    encoding: 'utf8',
    timeout: usualLimitMs,
  }).stdout.trim();
  return { ...Object.fromEntries(own), HOME: folder, npm_config_cache: cache };
}

/** True where nobody listens at the port that everything has unless told otherwise. */
function isPortFree() {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(usualPort, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Does it and prints how it ended. */
async function tell(what, doIt) {
  const startedMs = Date.now();
  const fault = await doIt();
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  if (fault?.because) {
    console.log(`not run  ${what}: ${fault.because}`);
    return;
  }
  console.log(`${fault ? 'FAILED ' : 'ok     '} ${seconds.padStart(6)} s  ${what}`);
  if (!fault) return;
  console.log(fault.output);
  failed.push(what);
}

/** Resolves when it has ended, or is as far as it has to be; with what was wrong. */
function run(command, env) {
  const { because, as = command, input = '', until, limitMs = usualLimitMs } = ways[command];
  if (because) return Promise.resolve({ because });
  const child = spawn('sh', ['-c', as], { cwd: clone, env, detached: true });
  running.add(child);
  child.once('close', () => running.delete(child));
  const heard = listen(child);
  child.stdin.on('error', () => {});
  if (!until) child.stdin.end(input);
  return new Promise((resolve) => {
    const limit = setTimeout(() => end({ output: `${heard()}\nafter ${limitMs} ms` }), limitMs);
    const end = (fault) => {
      clearTimeout(limit);
      if (fault) endGroup(child, 'SIGKILL');
      resolve(fault);
    };
    child.once('close', (code) => end(code === 0 && !until ? undefined : { output: heard() }));
    if (!until) return;
    child.stdout.on('data', () => {
      if (!until.test(heard()) || !existsSync(join(clone, 'data/cluster.json'))) return;
      if (!kept.some((one) => one.child === child)) kept.push({ command, child });
      end();
    });
  });
}

/** What a process has printed, as far as it is worth telling. */
function listen(child) {
  let output = '';
  const hear = (bytes) => {
    output = (output + bytes).slice(-8000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return () => output;
}

function stop(child) {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve({ output: 'it does not stop' }), stopLimitMs);
    child.once('close', (code) => {
      clearTimeout(limit);
      resolve(code === 0 || code === null ? undefined : { output: `exit code ${code}` });
    });
    endGroup(child, 'SIGINT');
  });
}

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
}
