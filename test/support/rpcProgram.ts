// A program that speaks JSON-RPC with a daemon, as docs/daemon.md says, and nothing else.

import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const answerShape = z.object({
  id: z.number().nullable().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z
    .object({
      code: z.number(),
      message: z.string(),
      data: z.object({ code: z.string() }).optional(),
    })
    .optional(),
});
type Answer = z.output<typeof answerShape>;

/** A program that speaks JSON-RPC with whoever holds the profile. */
export function rpcProgram(path: string) {
  const socket = createConnection(path);
  const waiting = new Map<number, (answer: Answer) => void>();
  const told: Answer[] = [];
  let last = 0;
  createInterface({ input: socket }).on('line', (line) => {
    const answer = answerShape.parse(JSON.parse(line));
    // What the other side asks has a number of its own, and is answered by nobody here.
    if (typeof answer.id === 'number' && answer.method === undefined)
      waiting.get(answer.id)?.(answer);
    else told.push(answer);
  });
  socket.on('error', () => undefined);
  const gone = new Promise<undefined>((resolve) => socket.once('close', () => resolve(undefined)));
  onTestFinished(() => void socket.destroy());
  const call = (method: string, params: object = {}) => {
    last += 1;
    const id = last;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return Promise.race([answered, gone]);
  };
  return { call, told, gone };
}
