// Whose connection is it? A proxy sees ports; Linux tells which process holds the socket.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const hexPort = (field: string | undefined) => Number.parseInt(field?.split(':')[1] ?? '', 16);

/** Local TCP ports that a process has sockets on. Empty where the system does not say. */
export function tcpPortsOf(pid: number): Set<number> {
  const ports = new Set<number>();
  try {
    const inodes = new Set(
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1];
        return inode === undefined ? [] : [inode];
      }),
    );
    for (const line of readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (inodes.has(fields[9] ?? '')) ports.add(hexPort(fields[1]));
    }
  } catch {
    // The process is gone, or this is no Linux.
  }
  return ports;
}

/** Memory of a process that is in RAM. Unit: bytes; 0 for one that is gone. */
export function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
