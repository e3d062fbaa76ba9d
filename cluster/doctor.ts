// The second half of `npm run doctor`: settings, data folder, secrets, port, limits, disk, clock,
// stores. It changes nothing and leaves a running cluster alone.

import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { openRootKeys, readSecrets, RootKeyError, rootOf } from '#crypto';
import {
  describeCodeSender,
  isLoopback,
  proxiesOf,
  readRateLimits,
  readTurnServers,
} from '#gateway';
import { printable } from '#protocol';
import { describePush } from '#push';
import type { Config } from '#runtime';
import { ConfigError, parseTurnUrl, readConfig, readResidency } from '#runtime';
import { claimPort, refuseLostSecrets, systemCode } from './checks.ts';
import { clockBehindData, setClock } from './clocks.ts';
import { processRuns } from './lock.ts';
import { readFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { checkMongo, checkRedis } from './storeFindings.ts';
import { answersStun, turnTimeoutMs } from './turn.ts';
import { buildCommand, voicePaths } from './voice/paths.ts';
import { isAny, reachOfPipes } from './voice/pipeReach.ts';
import { voiceState } from './voice/state.ts';
import { tryOut } from './voice/trial.ts';

const openFilesLeast = 4096;
const diskFreeLeastMiB = 1024;
/** No machine that runs this has an earlier date. */
const clockEarliestMs = Date.UTC(2026, 0, 1);
const reachTimeoutMs = 3000;
const rootFile = 'ALDIS_ROOT_KEY_FILE';
const rootCommand = 'ALDIS_ROOT_KEY_COMMAND';
/** Anybody may send the header: a few requests with it are no proxy. */
const forwardedLeast = 10;
const forwardedShareLeast = 0.1;

/** Looks at everything; the findings come in the order they are printed. */
export async function examine(config: Config): Promise<Finding[]> {
  return [
    checkDataFolder(config),
    checkSecrets(config),
    await checkPort(config),
    checkOpenFiles(),
    checkDisk('disk', config.dataDir, diskFreeLeastMiB, 'ALDIS_DATA'),
    checkDisk('blobs', config.blobsDir, config.ALDIS_BLOBS_FREE_MIB, 'ALDIS_BLOBS_DIR'),
    checkClock(config),
    checkLimits(config),
    checkResidency(config),
    await checkVoice(config),
    ...(await checkTurn(config)),
    checkCodes(config),
    checkPush(config),
    ...(await checkProxies(config)),
    ...(await checkRedis(config)),
    ...(await checkMongo(config)),
  ];
}

function checkDataFolder({ dataDir }: Config): Finding {
  const what = 'data folder';
  let nearest = dataDir;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  if (!statSync(nearest).isDirectory()) {
    const found = `${nearest} is a file, not a folder`;
    return { state: 'FAIL', what, found, mend: 'set ALDIS_DATA to a folder' };
  }
  try {
    accessSync(nearest, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const mend = `sudo chown -R "$(id -un)" '${nearest}'`;
    return { state: 'FAIL', what, found: `${nearest} cannot be written`, mend };
  }
  const note = nearest === dataDir ? '' : ' (the first start makes it)';
  return { state: 'ok', what, found: `${dataDir}${note}` };
}

function checkSecrets(config: Config): Finding {
  const { secretsFile } = config;
  const what = 'secrets file';
  try {
    refuseLostSecrets(config);
    if (!existsSync(secretsFile)) {
      return { state: 'ok', what, found: 'none yet (the first start makes it)' };
    }
    readSecrets(secretsFile, openRootKeys(config));
  } catch (error) {
    const found = error instanceof Error ? error.message : 'unreadable';
    const isRoot = error instanceof RootKeyError;
    const mend = isRoot ? 'see docs/security.md, "The root key"' : 'restore it from your backup';
    return { state: 'FAIL', what, found, mend };
  }
  const mode = statSync(secretsFile).mode & 0o777;
  if (mode === 0o600) return checkRoot(config);
  const found = `mode ${mode.toString(8)}: others may read the server's keys`;
  return { state: 'FAIL', what, found, mend: `chmod 600 '${secretsFile}'` };
}

/** By what the secrets are wrapped, which have been opened just now. */
function checkRoot({ secretsFile, ALDIS_ROOT_KEY: wanted, ...config }: Config): Finding {
  const what = 'secrets file';
  const is = rootOf(secretsFile);
  const name = is === 'clear' ? undefined : config[is === 'file' ? rootFile : rootCommand];
  const by = name === undefined ? 'in clear' : `wrapped by the root key ${name}`;
  const found = `${secretsFile}, ${by}`;
  if (is === wanted) return { state: 'ok', what, found };
  const mend = `node_modules/.bin/node cluster/rotateKey.ts '${secretsFile}' --rewrap`;
  return { state: 'warn', what, found: `${found}; ALDIS_ROOT_KEY is ${wanted}`, mend };
}

async function checkPort(config: Config): Promise<Finding> {
  const what = 'port';
  const running = readFacts(config.dataDir);
  if (running && processRuns(running.pid)) {
    return { state: 'ok', what, found: `in use by the cluster that runs here, ${running.url}` };
  }
  try {
    await claimPort(config.HOST, config.PORT);
    return { state: 'ok', what, found: `${config.HOST}:${config.PORT} is free` };
  } catch (error) {
    const code = systemCode(error instanceof Error ? error.cause : error);
    const found = `${config.HOST}:${config.PORT} cannot be used (${code})`;
    return { state: 'FAIL', what, found, mend: 'PORT=7351 npm start' };
  }
}

function checkOpenFiles(): Finding {
  const what = 'open files';
  const text = execFileSync('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  const limit = text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text);
  if (limit >= openFilesLeast) return { state: 'ok', what, found: `limit ${text}` };
  const found = `limit ${text}; each connection takes one`;
  return { state: 'warn', what, found, mend: `ulimit -n ${openFilesLeast}` };
}

/** Room where a folder is or is going to be. */
function checkDisk(what: string, folder: string, leastMiB: number, setting: string): Finding {
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  const { bavail, bsize } = statfsSync(nearest);
  const freeMiB = Math.floor((bavail * bsize) / 2 ** 20);
  const found = `${freeMiB} MiB free`;
  if (freeMiB >= leastMiB) return { state: 'ok', what, found };
  // What holds no files at all, such as /proc, has no room either.
  const state = freeMiB === 0 ? 'FAIL' : 'warn';
  return { state, what, found, mend: `free some, or set ${setting} to another disk` };
}

function checkLimits(config: Config): Finding {
  const what = 'rate limits';
  const file = config.ALDIS_LIMITS_FILE;
  try {
    readRateLimits(config);
    return { state: 'ok', what, found: file ?? 'the defaults' };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { state: 'FAIL', what, found: error.message, mend: `edit '${file}'` };
  }
}

function checkResidency(config: Config): Finding {
  const what = 'labels';
  const file = config.ALDIS_RESIDENCY_FILE;
  try {
    const { size } = new Set(readResidency(config, config.ALDIS_SHARDS).ofShards);
    return { state: 'ok', what, found: file ? `${size}, of ${file}` : 'one for all' };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // A cluster may have been born with another number of shards than is set now.
    const state = config.ALDIS_SHARDS === undefined ? 'warn' : 'FAIL';
    return { state, what, found: error.message, mend: `edit '${file}'` };
  }
}

/** Calls alone need media workers; everything else works without. */
async function checkVoice(config: Config): Promise<Finding> {
  const what = 'voice';
  if (!config.ALDIS_VOICE) return { state: 'ok', what, found: 'off; calls are refused' };
  const state = voiceState(config);
  if (state.is === 'building') return { state: 'ok', what, found: `building (${state.percent} %)` };
  const { version } = voicePaths(config);
  const isReady = state.is === 'ready';
  const wrong = isReady
    ? await tryOut(state.program, version)
    : `${state.is}; calls are refused, all else works`;
  if (wrong === undefined) return reachOfVoice(config, state.program);
  const mend = config.ALDIS_VOICE_WORKER === undefined ? buildCommand : 'set ALDIS_VOICE_WORKER';
  return { state: 'warn', what, found: wrong, mend };
}

/** A media worker that listens for all but is announced by no address is reached by nobody. */
function reachOfVoice(config: Config, program: string): Finding {
  const what = 'voice';
  const host = config.ALDIS_VOICE_HOST;
  if (isAny(host) && config.ALDIS_VOICE_ANNOUNCED === '') {
    const found = `media workers listen on ${host}, and no device is told where that is`;
    return { state: 'warn', what, found, mend: 'set ALDIS_VOICE_ANNOUNCED' };
  }
  if (!isLoopback(config.HOST) && isLoopback(host)) {
    const found = 'media workers listen on loopback; calls reach nobody on other machines';
    return { state: 'warn', what, found, mend: 'set ALDIS_VOICE_HOST and ALDIS_VOICE_ANNOUNCED' };
  }
  return reachOfPipes(config) ?? { state: 'ok', what, found: program };
}

/** Networks that let no device through to another need them for calls between few. */
async function checkTurn(config: Config): Promise<Finding[]> {
  const what = 'TURN';
  try {
    const urls = readTurnServers(config)?.urls ?? [];
    return await Promise.all(urls.map(checkTurnServer));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ state: 'FAIL', what, found: error.message, mend: 'mend ALDIS_TURN_SECRET_FILE' }];
  }
}

async function checkTurnServer(url: string): Promise<Finding> {
  const what = 'TURN';
  const address = parseTurnUrl(url);
  if (!address?.isUdp) return { state: 'ok', what, found: `${url} is not asked: it is no UDP` };
  if (await answersStun(address)) return { state: 'ok', what, found: `${url} answers` };
  const found = `${url} has not answered a STUN request in ${turnTimeoutMs / 1000} s`;
  return { state: 'warn', what, found, mend: 'start it, and open its port for UDP' };
}

/** A proxy that is not believed makes one address of everybody behind it. */
async function checkProxies(config: Config): Promise<Finding[]> {
  const what = 'trusted proxies';
  try {
    proxiesOf(config.ALDIS_TRUSTED_PROXIES);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ state: 'FAIL', what, found: error.message, mend: 'edit ALDIS_TRUSTED_PROXIES' }];
  }
  const requests = await forwardedRequests(config);
  if (!requests) return [];
  const { untrusted, all } = requests;
  if (untrusted < forwardedLeast || untrusted < all * forwardedShareLeast) {
    return [{ state: 'ok', what, found: config.ALDIS_TRUSTED_PROXIES || 'none' }];
  }
  const found =
    `${untrusted} of the last ${all} requests of a worker bear X-Forwarded-For from an address ` +
    'that is not listed: everybody behind it shares the limits of one address';
  return [{ state: 'warn', what, found, mend: 'ALDIS_TRUSTED_PROXIES=<its address> npm start' }];
}

/** What a worker of the cluster that runs here has counted; undefined where none tells. */
async function forwardedRequests(
  config: Config,
): Promise<{ untrusted: number; all: number } | undefined> {
  const running = readFacts(config.dataDir);
  if (!running || !processRuns(running.pid)) return undefined;
  try {
    const token =
      config.ALDIS_OPERATOR_TOKEN ??
      readSecrets(config.secretsFile, openRootKeys(config)).operatorToken;
    const answer = await fetch(`${running.url}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(reachTimeoutMs),
    });
    const lines = (await answer.text()).matchAll(
      /^aldis_requests_total\{forwarded="(\w+)"\} (\d+)$/gm,
    );
    const counts = new Map([...lines].map(([, by, count]) => [by, Number(count)]));
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return counts.size === 0 ? undefined : { untrusted: counts.get('untrusted') ?? 0, all };
  } catch {
    return undefined;
  }
}

function checkCodes(config: Config): Finding {
  const what = 'codes';
  try {
    const { is, advice } = describeCodeSender(config);
    return advice === undefined
      ? { state: 'ok', what, found: is }
      : { state: 'warn', what, found: advice };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      state: 'FAIL',
      what,
      found: error.message,
      mend: 'edit the file, see docs/operations.md',
    };
  }
}

function checkPush(config: Config): Finding {
  const what = 'push';
  try {
    return { state: 'ok', what, found: describePush(config) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { state: 'FAIL', what, found: error.message, mend: 'see docs/push.md' };
  }
}

function checkClock(config: Config): Finding {
  const what = 'clock';
  const found = new Date().toISOString();
  if (Date.now() <= clockEarliestMs) return { state: 'FAIL', what, found, mend: setClock };
  const doubt = clockBehindData(config, Date.now());
  return doubt === undefined ? { state: 'ok', what, found } : { state: 'warn', what, found: doubt };
}

async function main(failuresBefore: number): Promise<void> {
  let failures = failuresBefore;
  let findings: Finding[];
  try {
    findings = await examine(readConfig(process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings = [{ state: 'FAIL', what: 'settings', found: error.message }];
  }
  for (const { state, what, found, mend } of findings) {
    if (state === 'FAIL') failures += 1;
    // A server's words may be among them.
    console.log(`${state.padEnd(4)}  ${what}: ${printable(found)}`);
    if (mend) console.log(`      ${printable(mend)}`);
  }
  console.log(failures === 0 ? 'All is well.' : `${failures} to mend.`);
  process.exit(failures === 0 ? 0 : 1);
}

if (import.meta.main) await main(Number(process.argv[2] ?? 0));
