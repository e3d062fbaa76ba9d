// The load tester's words on the command line, checked and bounded before anything starts.

import { availableParallelism } from 'node:os';
import { limits } from '#protocol';
import { readFlags, UsageError } from '#lab/options.ts';
import type { Scenario } from './schedule.ts';
import { copiesOf, isScenario, scenarios } from './schedule.ts';

/** A device with its keys and sessions takes about 4 MB of memory. */
const devicesMax = 5000;
const ratePerSMax = 10_000;
const ratePerSDefault = 100;
const forSMax = 3600;
const processesMax = 16;
const groupsMax = 100;
/** A message in a group reaches everybody. */
const groupRatePerS = 5;
/** One event loop has no time for more. */
const devicesPerProcessMax = 2500;
/** Devices keep what they sent and got, in memory, until the end of the run. */
const messagesMax = 1_000_000;
const bytesMax = 16 * 1024;
/** Devices that one process carries with ease; more processes than cores help nobody. */
const devicesPerProcessAim = 100;

export const usage = `usage: npm run load -- --devices 1000 --rate 500 --for 60s
  --devices N       simulated devices, each with its own account and keys   (100)
  --rate N          messages a second, over all devices                     (100; groups: 5)
  --for 60s         how long (s or m)                                       (30s)
  --scenario NAME   ${scenarios.join(' | ')}, or (pairs)
                    calls, which has options of its own: --scenario calls --help
  --groups N        groups of the scenario "groups"                         (10)
  --members N       members of each: the same devices                       (100)
  --bytes N         length of each text                                     (100)
  --processes N     processes that the devices are spread over
  --workers N       workers of the cluster that is started for the run      (2)
  --url URL         load this cluster instead, on this machine; with
  --invite TOKEN    its invitation (found by itself for \`npm start\`'s)
  --json FILE       the figures       --html FILE   a page with plots`;

export interface LoadOptions {
  readonly devices: number;
  readonly ratePerS: number;
  readonly forMs: number;
  readonly scenario: Scenario;
  /** 0: the scenario has none. */
  readonly groups: number;
  readonly bytes: number;
  readonly processes: number;
  readonly workers: number;
  /** Absent: the run starts a cluster of its own. */
  readonly url?: string;
  readonly invite?: string;
  readonly json?: string;
  readonly html?: string;
}

/** Reads the options. Throws UsageError. */
export function readOptions(args: readonly string[]): LoadOptions {
  const values = parse(args);
  const { scenario } = values;
  if (!isScenario(scenario)) {
    throw new UsageError(`There is no scenario ${scenario}; one of ${scenarios.join(', ')}`);
  }
  const groups = scenario === 'groups' ? whole('groups', values.groups, 1, groupsMax) : 0;
  const devices =
    groups > 0
      ? whole('members', values.members, Math.max(2, groups), limits.groupMembersMax)
      : even(whole('devices', values.devices, 2, devicesMax));
  const defaultRate = groups > 0 ? groupRatePerS : ratePerSDefault;
  const ratePerS = whole('rate', values.rate ?? String(defaultRate), 1, ratePerSMax);
  const forMs = duration(values.for);
  if ((ratePerS * forMs * copiesOf({ scenario, devices })) / 1000 > messagesMax) {
    const message = `That is more than ${messagesMax} messages; lower --rate or --for.`;
    throw new UsageError(message);
  }
  const processes = values.processes
    ? whole('processes', values.processes, 1, processesMax)
    : defaultProcesses(devices);
  if (devices / processes > devicesPerProcessMax) {
    const message = `One process carries ${devicesPerProcessMax} devices; raise --processes.`;
    throw new UsageError(message);
  }
  return {
    devices,
    ratePerS,
    forMs,
    scenario,
    groups,
    bytes: whole('bytes', values.bytes, 1, bytesMax),
    processes: Math.min(processes, devices),
    workers: whole('workers', values.workers, 1, 16),
    ...(values.url === undefined ? {} : { url: loopbackUrl(values.url) }),
    ...(values.invite === undefined ? {} : { invite: values.invite }),
    ...(values.json === undefined ? {} : { json: values.json }),
    ...(values.html === undefined ? {} : { html: values.html }),
  };
}

function parse(args: readonly string[]) {
  return readFlags(
    {
      devices: '100',
      groups: '10',
      members: '100',
      rate: undefined,
      for: '30s',
      scenario: 'pairs',
      bytes: '100',
      processes: undefined,
      workers: '2',
      url: undefined,
      invite: undefined,
      json: undefined,
      html: undefined,
    },
    args,
  );
}

function whole(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < least || number > most) {
    throw new UsageError(`--${name} is a whole number from ${least} to ${most}.`);
  }
  return number;
}

function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,6})(s|m)?$/.exec(text) ?? [];
  const seconds = Number(digits ?? 0) * (unit === 'm' ? 60 : 1);
  if (seconds < 1 || seconds > forSMax) {
    throw new UsageError(`--for is a time such as 60s or 5m, up to ${forSMax}s.`);
  }
  return seconds * 1000;
}

const even = (count: number): number => count + (count % 2);

const defaultProcesses = (devices: number): number =>
  Math.max(1, Math.min(availableParallelism(), 8, Math.ceil(devices / devicesPerProcessAim)));

/**
 * The address of a cluster on this machine, without its path. A load tester that can be pointed
 * anywhere is a weapon; and the two ends share one clock only here.
 * Throws UsageError for any other.
 */
export function loopbackUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('--url is an address such as http://127.0.0.1:7350.');
  }
  const host = url.hostname;
  const loopback = /^127(\.\d{1,3}){3}$/.test(host) || host === 'localhost' || host === '[::1]';
  if (!loopback) {
    throw new UsageError(`${host} is not this machine: the load tester loads loopback alone.`);
  }
  return url.origin;
}
