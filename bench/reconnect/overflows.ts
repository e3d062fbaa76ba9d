// Reads how often a listening socket's queue was full.

/** `ListenOverflows` of /proc/net/netstat, whose lines come in pairs: names, then values. */
export function overflowsFrom(netstat: string): number {
  const lines = netstat.split('\n').filter((line) => line.startsWith('TcpExt:'));
  const names = (lines[0] ?? '').split(' ');
  const values = (lines[1] ?? '').split(' ');
  return Number(values[names.indexOf('ListenOverflows')] ?? 0);
}
