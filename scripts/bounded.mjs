// Commands that are given a time: a child that hangs is ended with all that it started.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const stillAtItMs = 30_000;
/** Between asking a command to end and ending it. */
const goodbyeMs = 10_000;

/** Ends the command with one sentence for the person at the terminal. */
export function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}

/**
 * Runs a command and all that it starts for at most `limitMs`, telling now and then what it `says`;
 * its exit code, or undefined when it was ended for its time. `hear` has what is piped.
 */
export function runBounded(file, args, given) {
  const { limitMs, output = 'ignore', errors = 'inherit', hear, says, ...options } = given;
  const child = spawn(file, args, {
    ...options,
    detached: true,
    stdio: ['ignore', output, errors],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', hear);
  const tell = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // All of them have ended.
    }
  };
  const endAll = () => tell('SIGKILL');
  let stop;
  const onSignal = (signal) => {
    stop = signal;
    tell(signal);
  };
  const began = Date.now();
  return new Promise((resolve) => {
    let code;
    const timers = [
      setTimeout(() => tell('SIGTERM'), limitMs),
      setTimeout(endAll, limitMs + goodbyeMs),
      setInterval(() => {
        const seconds = Math.round((Date.now() - began) / 1000);
        if (says) console.log(`… ${says}, ${seconds} s`);
      }, stillAtItMs),
    ];
    process.once('exit', endAll);
    for (const signal of endingSignals) process.once(signal, onSignal);
    child.on('error', () => {
      code = 127;
    });
    child.on('exit', (status) => {
      if (Date.now() - began < limitMs) code = status ?? undefined;
    });
    child.on('close', () => {
      for (const timer of timers) clearTimeout(timer);
      process.off('exit', endAll);
      for (const signal of endingSignals) process.off(signal, onSignal);
      if (stop) process.exit(128 + constants.signals[stop]);
      resolve(code);
    });
  });
}

/** What a command prints on its standard output; gives up where it fails or has no end. */
export async function outputWithin(what, file, args, { limitMs, ...options }) {
  const parts = [];
  const hear = (part) => parts.push(part);
  const code = await runBounded(file, args, { ...options, limitMs, output: 'pipe', hear });
  if (code === undefined) giveUp(`${what} did not end within ${limitMs / 1000} s.`);
  if (code !== 0) giveUp(`${what} failed; what it says is above.`);
  return Buffer.concat(parts).toString();
}
