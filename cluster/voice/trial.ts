// Whether a program is a media worker that runs on this machine: it is started as mediasoup starts
// it, and has to say that it runs. That it lacks a library, or is of another processor, shows here.

import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

const answerTimeoutMs = 10_000;
/** mediasoup writes to the one and reads from the other. */
const channelOut = 4;

/** Resolves to undefined when it runs, otherwise to what was wrong. */
export async function tryOut(program: string, version: string): Promise<string | undefined> {
  const child = spawn(program, ['--logLevel=none'], {
    env: { MEDIASOUP_VERSION: version },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    timeout: answerTimeoutMs,
    killSignal: 'SIGKILL',
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(0, 300);
  });
  const channel = child.stdio[channelOut] as Readable;
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  const wrong = await new Promise<string | undefined>((resolve) => {
    child.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'cannot be started'));
    child.on('close', (code, signal) =>
      resolve(complaint.trim() || `it ended (${signal ?? code})`),
    );
    channel.once('data', () => resolve(undefined));
  });
  child.kill('SIGKILL');
  return wrong;
}
