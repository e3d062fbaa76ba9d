// Whose bucket it is, where that is an address.

import { isIPv6 } from 'node:net';

const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** An address that one customer holds: an IPv4 address, or the first 64 bits of an IPv6 one. */
export function addressSubject(ip: string): string {
  const v4 = mapped.exec(ip)?.[1];
  if (v4) return v4;
  if (!isIPv6(ip)) return ip.slice(0, 45);
  const [head = '', tail] = ip.toLowerCase().replace(/%.*$/, '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: gap }, () => '0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::`;
}
