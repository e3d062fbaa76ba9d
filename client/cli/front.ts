// Runs a command in the process that holds the profile, at the terminal of this one.

import { z } from 'zod';
import { findHolder } from '../daemon/door.ts';
import type { Peer, Serving } from '../daemon/peer.ts';
import { PeerGone } from '../daemon/peer.ts';
import { RpcError, rpcCodes } from '../daemon/wire.ts';
import type { Surroundings } from './cli.ts';
import { HolderEnded, Output } from './output.ts';
import { plain } from './plain.ts';
import { version } from './version.ts';
import type { Sight } from './remoteTerminal.ts';
import type { Terminal } from './terminal.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const columnsDefault = 80;
/** The exit code by which shells say that Ctrl-C ended a command. */
const interruptedCode = 130;

const writeShape = z.object({ to: z.enum(['stdout', 'stderr']), text: z.string() });
const rawShape = z.object({ isRaw: z.boolean() });
const endShape = z.object({ code: z.number().int() });
const heardShape = z.object({ isHeard: z.boolean() });

/** The exit code; nothing where nobody holds the profile of the folder. */
export async function runElsewhere(
  folder: string,
  given: Surroundings,
): Promise<number | undefined> {
  const { terminal } = given;
  const output = new Output(false, terminal);
  const found = await findHolder(folder, servingOf(output));
  if (!found) return undefined;
  const { peer, facts } = found;
  if (facts.version !== version()) {
    const text = plain`(Another version of aldis, ${facts.version}, holds the profile, process `;
    output.note(plain`${text}${facts.pid}: end it where a command is not understood.)`);
  }
  try {
    return await command(peer, given);
  } catch (error) {
    if (error instanceof PeerGone) throw new HolderEnded();
    throw error;
  } finally {
    terminal.stdin.setRawMode?.(false);
    // Whoever waits for a key there would keep this process.
    terminal.stdin.destroy();
    peer.close();
  }
}

async function command(peer: Peer, given: Surroundings): Promise<number> {
  const { words, folder, passphraseFile, terminal } = given;
  const { stdout } = terminal;
  let interrupt = (_code: number) => {};
  const interrupted = new Promise<number>((resolve) => {
    interrupt = resolve;
  });
  let isUnanswered = false;
  const heard = signals.map((signal) => {
    const tell = async () => {
      // A process that hangs answers none of them.
      if (isUnanswered) return interrupt(interruptedCode);
      isUnanswered = true;
      const answer = await peer.call('terminal.signal', { signal }).catch(() => undefined);
      isUnanswered = false;
      if (heardShape.safeParse(answer).data?.isHeard !== true) interrupt(interruptedCode);
    };
    terminal.signals.on(signal, tell);
    return () => terminal.signals.off(signal, tell);
  });
  const resized = () => peer.notify('terminal.size', { columns: stdout.columns || columnsDefault });
  stdout.on('resize', resized);
  const asked = { words, folder, passphraseFile, sight: sightOf(terminal) };
  try {
    const ran = peer.call('command', asked).then((answer) => endShape.parse(answer).code);
    return await Promise.race([ran, interrupted]);
  } finally {
    stdout.off('resize', resized);
    for (const off of heard) off();
  }
}

function sightOf({ stdin, stdout, stderr }: Terminal): Sight {
  const isOne = (stream: { readonly isTTY?: boolean }) => stream.isTTY === true;
  // A terminal that does not know how wide it is says 0.
  const columns = stdout.columns || stderr.columns || undefined;
  const seen = { stdin: isOne(stdin), stdout: isOne(stdout), stderr: isOne(stderr) };
  return { ...seen, ...(columns === undefined ? {} : { columns }) };
}

/** What the holder may do with this terminal while it runs the command. */
const servingOf = (output: Output): Serving => ({
  async answer(method) {
    if (method === 'terminal.read') return { bytes: await piece(output.terminal) };
    throw new RpcError(rpcCodes.unknownMethod, `There is no ${method} here.`);
  },
  heard(method, params) {
    if (method === 'terminal.write') {
      const { to, text } = writeShape.parse(params);
      output.relay(to, text);
    } else if (method === 'terminal.raw') {
      output.terminal.stdin.setRawMode?.(rawShape.parse(params).isRaw);
    }
  },
  said: () => new RpcError(rpcCodes.internal, 'The terminal failed.'),
});

/** The next that is typed, or stands in a pipe; null at its end. */
async function piece({ stdin }: Terminal): Promise<string | null> {
  for (;;) {
    const bytes: unknown = stdin.read(Math.min(stdin.readableLength, pieceBytesMax) || undefined);
    if (bytes !== null) return Buffer.from(bytes as Uint8Array).toString('base64');
    if (stdin.readableEnded || stdin.destroyed) return null;
    await new Promise<void>((resolve) => {
      const over = () => {
        for (const name of names) stdin.off(name, over);
        resolve();
      };
      const names = ['readable', 'end', 'close', 'error'] as const;
      for (const name of names) stdin.once(name, over);
    });
  }
}

const pieceBytesMax = 64 * 1024;
