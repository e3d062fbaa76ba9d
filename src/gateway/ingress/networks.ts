// A list of networks, of both families, in which the longest match counts: what a line says of a
// network, a longer one may take back for a part of it.

import { isIP } from 'node:net';
import { ConfigError } from '#runtime';
import { groupsOf } from './subjects.ts';

/** Most lines of a list. */
const networksMax = 200_000;

/** A network as its first bits. */
interface Network {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

/** What the longest match of an address says; undefined where none matches. */
export type NetworkList = (address: string) => boolean | undefined;

/**
 * Reads a list: a network (`192.0.2.0/24`, `2001:db8::/32`) or address a line, `!` before what is
 * taken back, `#` before what is for people. Throws ConfigError that names the line.
 */
export function readNetworks(text: string, name: string): NetworkList {
  const lines = text.split('\n');
  const found = lines.flatMap((line, index) => {
    const words = line.replace(/#.*/, '').trim();
    if (words === '') return [];
    const isTakenBack = words.startsWith('!');
    const network = parseNetwork(isTakenBack ? words.slice(1).trim() : words);
    if (!network) throw new ConfigError(`${name}: line ${index + 1} is no address and no network.`);
    return [{ ...network, says: !isTakenBack }];
  });
  if (found.length > networksMax) {
    throw new ConfigError(`${name}: has more than ${networksMax} networks.`);
  }
  /** By family and length of prefix, longest first: the first bits, and what is said of them. */
  const lengths = new Map<string, { family: 4 | 6; prefix: number; said: Map<bigint, boolean> }>();
  for (const { family, prefix, bits, says } of found) {
    const key = `${family}/${prefix}`;
    const ofLength = lengths.get(key) ?? { family, prefix, said: new Map<bigint, boolean>() };
    lengths.set(key, ofLength);
    ofLength.said.set(bits, says);
  }
  const ordered = [...lengths.values()].sort((a, b) => b.prefix - a.prefix);
  return (address) => {
    const one = ordered.length > 0 ? addressOf(address) : undefined;
    if (!one) return undefined;
    for (const { family, prefix, said } of ordered) {
      if (family !== one.family) continue;
      const says = said.get(one.bits >> BigInt(widthOf(family) - prefix));
      if (says !== undefined) return says;
    }
    return undefined;
  };
}

const widthOf = (family: 4 | 6): number => (family === 4 ? 32 : 128);

function parseNetwork(text: string): Network | undefined {
  const [address = '', length, ...more] = text.split('/');
  const whole = addressOf(address);
  if (!whole || more.length > 0) return undefined;
  const width = widthOf(whole.family);
  const prefix = length === undefined ? width : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (prefix < 0 || prefix > width) return undefined;
  return { family: whole.family, prefix, bits: whole.bits >> BigInt(width - prefix) };
}

/** An address in numbers; an IPv4 one is of its own family, however it is written. */
function addressOf(text: string): Pick<Network, 'family' | 'bits'> | undefined {
  if (isIP(text) === 4) return { family: 4, bits: joined(text.split('.').map(Number), 8n) };
  if (isIP(text) !== 6) return undefined;
  const groups = groupsOf(text);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isMapped) return { family: 4, bits: joined(groups.slice(6), 16n) };
  return { family: 6, bits: joined(groups, 16n) };
}

const joined = (parts: readonly number[], width: bigint): bigint =>
  parts.reduce((bits, part) => (bits << width) | BigInt(part), 0n);
