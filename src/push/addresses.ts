// Where something may be sent on the word of a stranger: to addresses of the public Internet, and
// to hosts that the operator has named. A name is resolved when a socket is opened, and the socket
// goes to the very address that was looked at.

import type { LookupAddress, LookupOptions } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { limits } from '#protocol';

/** A name server has so long for an answer, twice. */
const answerTimeoutMs = 1500;
/** A name that takes longer to resolve is no address for us. */
const resolveTimeoutMs = 5000;

/** Of what is not public. Source: IANA, special-purpose address registries; RFC 6890. */
const notPublic: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/** The same of what is global unicast, 2000::/3; nothing else of IPv6 is public at all. */
const notPublicSix: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const isSpecial = insideOf('ipv4', notPublic);
const isSpecialSix = insideOf('ipv6', notPublicSix);
const isUnicastSix = insideOf('ipv6', [['2000::', 3]]);

/** Whether anybody may be reached there, and nobody of our own. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !isSpecial(address);
  return family === 6 && isUnicastSix(address) && !isSpecialSix(address);
}

/** Whether an address is of one of these networks. */
function insideOf(family: 'ipv4' | 'ipv6', networks: readonly (readonly [string, number])[]) {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return (address: string) => list.check(address, family);
}

/** A name led, or leads by now, to an address that nothing is sent to. */
export class NotPublic extends Error {
  override readonly name = 'NotPublic';
  readonly code = 'ENOTPUBLIC';
}

/**
 * Asks name servers by sockets of its own. The system's resolver works on two threads, for all of
 * a process: names of a stranger whose server never answers would hold up every other name.
 */
const resolver = new Resolver({ timeout: answerTimeoutMs, tries: 2 });

/** This machine, whatever a name server says. Source: RFC 6761, 6.3. */
const localForm = /(^|\.)localhost\.?$/i;

/** None for this machine. Throws where a name server has none. */
async function addressesOf(hostname: string): Promise<LookupAddress[]> {
  if (localForm.test(hostname)) return [];
  const [four, six] = await Promise.allSettled([
    resolver.resolve4(hostname),
    resolver.resolve6(hostname),
  ]);
  const found = [
    ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (found.length === 0 && four.status === 'rejected') throw four.reason;
  return found;
}

/** Resolves a name for a socket, to public addresses alone: one that is not spoils all. */
export function lookupPublic(
  hostname: string,
  options: LookupOptions,
  done: (error: Error | null, addresses: string | LookupAddress[], family?: number) => void,
): void {
  addressesOf(hostname).then(
    (addresses) => {
      const [first] = addresses;
      if (!first || !addresses.every((one) => isPublicAddress(one.address))) {
        return done(new NotPublic(), []);
      }
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    },
    (error: Error) => done(error, []),
  );
}

/** What may be sent to. */
export class PushAddresses {
  /** Lower case, with or without a port. */
  readonly #named: ReadonlySet<string>;

  /** `named`: hosts with commas between them, which may be anywhere and speak plain HTTP. */
  constructor(named: string) {
    const hosts = named.split(',').map((one) => one.trim().toLowerCase());
    this.#named = new Set(hosts.filter((one) => one !== ''));
  }

  /** The address as one may be sent to, by its form alone; undefined where nothing may. */
  parse(endpoint: string): URL | undefined {
    if (endpoint.length > limits.pushEndpointLengthMax || !URL.canParse(endpoint)) return undefined;
    const url = new URL(endpoint);
    if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
    if (this.isNamed(url)) return /^https?:$/.test(url.protocol) ? url : undefined;
    if (url.protocol !== 'https:') return undefined;
    const literal = literalOf(url);
    return literal === undefined || isPublicAddress(literal) ? url : undefined;
  }

  isNamed({ hostname, host }: URL): boolean {
    return this.#named.has(host) || this.#named.has(hostname);
  }

  /** Whether it leads to where something may be sent just now. Never throws. */
  async mayReach(endpoint: string): Promise<boolean> {
    const url = this.parse(endpoint);
    if (!url) return false;
    if (this.isNamed(url) || literalOf(url) !== undefined) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<LookupAddress[]>((resolve) => {
      timer = setTimeout(() => resolve([]), resolveTimeoutMs);
    });
    try {
      const found = await Promise.race([addressesOf(url.hostname), late]);
      return found.length > 0 && found.every(({ address }) => isPublicAddress(address));
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The address itself where the host is no name; sockets look those up nowhere. */
function literalOf({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? undefined : bare;
}
