// A wall clock that can be set for a process we start: a few lines of C before its C library,
// compiled on the spot. (libfaketime does the same, but redis-server with its own allocator does
// not start under it.) Without a compiler there is no such clock.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** redis-server reads its wall clock with gettimeofday alone. */
const source = `
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

static volatile long long *offset;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("WRONG_CLOCK");
  int file = path ? open(path, O_RDONLY) : -1;
  if (file < 0) return;
  void *page = mmap(0, sizeof(long long), PROT_READ, MAP_SHARED, file, 0);
  if (page != MAP_FAILED) offset = page;
  close(file);
}

int gettimeofday(struct timeval *now, void *zone) {
  int done = syscall(SYS_gettimeofday, now, zone);
  if (done == 0 && now && offset) now->tv_sec += *offset;
  return done;
}
`;
const compileTimeoutMs = 30_000;

export interface WrongClock {
  /** What a process needs in its environment to have this clock. */
  readonly env: Readonly<Record<string, string>>;
  /** Off by this from now on. Unit: seconds. */
  set(offsetS: number): void;
}

/** Makes a clock in a folder; undefined where it cannot be compiled. */
export function makeWrongClock(folder: string): WrongClock | undefined {
  const [code, library, file] = ['clock.c', 'clock.so', 'clock'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const set = (offsetS: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(Math.trunc(offsetS)));
    // In place: the process has this very file in its memory.
    writeFileSync(file, bytes, { flag: 'r+' });
  };
  try {
    writeFileSync(code, source);
    writeFileSync(file, Buffer.alloc(8));
    const args = ['-shared', '-fPIC', '-O1', '-o', library, code];
    execFileSync('cc', args, { stdio: 'ignore', timeout: compileTimeoutMs });
  } catch {
    return undefined;
  }
  return { env: { LD_PRELOAD: library, WRONG_CLOCK: file }, set };
}
