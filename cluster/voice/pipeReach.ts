// Where media workers of other hosts reach the pipes of this one, and what the doctor says of it.

import type { Config } from '#runtime';
import type { Finding } from '../finding.ts';

/** Whoever listens there listens for all; nobody can be sent there. */
export const isAny = (address: string): boolean => /^(0\.0\.0\.0|::)$/.test(address);

export function portsOf(range: string): { readonly first: number; readonly last: number } {
  const [first = 0, last = 0] = range.split('-').map(Number);
  return { first, last };
}

/** Undefined: no other host reaches them. */
export function pipesOf(config: Config) {
  const host = config.ALDIS_VOICE_PIPE_HOST;
  const announced = config.ALDIS_VOICE_PIPE_ANNOUNCED ?? host;
  if (host === undefined || announced === undefined || isAny(announced)) return undefined;
  return { host, announced, ports: portsOf(config.ALDIS_VOICE_PIPE_PORTS) };
}

/** Where there are more hosts, a call can go on beyond the media workers of one. */
export function reachOfPipes(config: Config): Finding | undefined {
  const what = 'voice';
  const { ALDIS_VOICE_PIPE_HOST: pipes, ALDIS_RELAY_HOST: relay } = config;
  if (pipes !== undefined && pipesOf(config) === undefined) {
    const found = `pipes listen on ${pipes}, and no host is told where that is`;
    return { state: 'warn', what, found, mend: 'set ALDIS_VOICE_PIPE_ANNOUNCED' };
  }
  if (pipes !== undefined || relay === undefined) return undefined;
  const found = 'a call has the media workers of its own host alone';
  return { state: 'warn', what, found, mend: 'set ALDIS_VOICE_PIPE_HOST on each host' };
}
