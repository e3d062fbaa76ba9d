// Addresses that somebody else names, and that a browser would go to whatever they are: it opens
// TCP connections, and asks DNS for names, so that whoever names them is told where it is.

/** RFC 8839; of the two components RTP, which has RTCP in it. */
const form = /^candidate:\S+ 1 udp \d+ (\S+) (\d{1,5}) typ (?:host|srflx|prflx|relay)(?: |$)/i;
/** What a browser calls itself in its own network, for as long as a page is open. */
const ownName = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.local$/i;
const octet = '(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])';
const ipv6 = /^[\da-f:]*:[\da-f:]*$/i;
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
/** This network, a link without addresses (where clouds tell secrets), many at once. */
const nobodysIpv4 = /^(?:0|169\.254|22[4-9]|2[34]\d|25[0-5])\./;
/** The same, and addresses of the other kind within. */
const nobodysIpv6 = /^\[(?:::|fe[89ab]|ff|64:ff9b:)/;
/** Below it are services, and no browser's sockets. */
const portLeast = 1024;
const portMost = 65_535;

/**
 * False for what nobody who calls has: TCP, a name that others are asked for, a port of a service,
 * an address that is nobody's. A network of somebody's own is one, as two may be in the same.
 */
export function isGoneTo(candidate: string): boolean {
  const [, host = '', port = ''] = form.exec(candidate) ?? [];
  if (Number(port) < portLeast || Number(port) > portMost) return false;
  if (ownName.test(host)) return true;
  if (ipv4.test(host)) return !nobodysIpv4.test(host);
  const written = `http://[${host}]/`;
  if (!ipv6.test(host) || !URL.canParse(written)) return false;
  return !nobodysIpv6.test(new URL(written).hostname);
}
