// Whose bucket it is, where that is an address.

import { isIPv6 } from 'node:net';

/**
 * An address that one customer holds: an IPv4 address, however it is written, or the first 64 bits
 * of an IPv6 one.
 */
export function addressSubject(ip: string): string {
  if (!isIPv6(ip)) return ip.slice(0, 45);
  const groups = groupsOf(ip);
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isMapped) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::`;
}

/** A network that one organisation holds: /24 of IPv4, /48 of IPv6. */
export function networkSubject(ip: string): string {
  const address = addressSubject(ip);
  if (address.includes('.')) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  return `${address.split(':').slice(0, 3).join(':')}::/48`;
}

/** The eight groups of an IPv6 address. */
export function groupsOf(ip: string): number[] {
  const [head = [], tail] = ip.replace(/%.*$/, '').split('::').map(readGroups);
  if (tail === undefined) return [...head];
  const gap = Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0);
  return [...head, ...gap, ...tail];
}

function readGroups(text: string): number[] {
  return text.split(':').flatMap((group) => {
    if (group === '') return [];
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
