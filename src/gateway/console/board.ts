// The board of jobs behind the console's login. It is a library's page: what it would fetch from
// elsewhere is taken out, what it may do is narrowed to reading.

import type { FastifyInstance } from 'fastify';
import { consolePath } from './session.ts';
import type { JobBoard } from './ports.ts';

export const boardPath = `${consolePath}/jobs`;

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // Its lists and menus set styles in elements that they make.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Adds the board below its path. */
export async function addBoard(door: FastifyInstance, { plugin }: JobBoard): Promise<void> {
  await door.register(
    async (room) => {
      room.addHook('onRequest', async (request, reply) => {
        reply.header('content-security-policy', policy);
        if (request.method === 'GET') return undefined;
        return reply.code(405).header('allow', 'GET').send();
      });
      room.addHook('onSend', async (_request, reply, payload) => {
        const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
        return isPage && typeof payload === 'string' ? withoutOutside(payload) : payload;
      });
      await room.register(plugin);
    },
    { prefix: boardPath.slice(consolePath.length) },
  );
}

/** A page without the elements that would ask another host for something: it has a web font. */
export function withoutOutside(html: string): string {
  return html.replace(/<(?:link|script|img|iframe)\b[^>]*=["']?(?:https?:)?\/\/[^>]*>/gi, '');
}
