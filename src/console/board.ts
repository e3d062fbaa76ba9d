// The board of jobs behind the console's login. It is a library's page: what it would fetch from
// elsewhere is taken out, what it may do is narrowed to reading.

import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { ConsoleParts } from './ports.ts';
import { consolePath } from './session.ts';

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

type BoardParts = Pick<ConsoleParts, 'jobs' | 'securityHeaders'>;

/**
 * Adds the board below its path, with a door of its own that is built when somebody first asks for
 * it: the library takes 12 MB and a tenth of a second, which a worker's start does without.
 */
export function addBoard(door: FastifyInstance, parts: BoardParts): void {
  let opening: Promise<FastifyInstance> | undefined;
  for (const url of ['', '/*']) {
    door.all(boardPath.slice(consolePath.length) + url, async (request, reply) => {
      if (request.method !== 'GET') return reply.code(405).header('allow', 'GET').send();
      opening ??= openDoor(parts);
      try {
        const inner = await opening;
        reply.hijack();
        inner.routing(request.raw, reply.raw);
      } catch (error) {
        opening = undefined;
        throw error;
      }
      return reply;
    });
  }
  door.addHook('onClose', async () => (await opening?.catch(() => undefined))?.close());
}

async function openDoor({ jobs, securityHeaders }: BoardParts): Promise<FastifyInstance> {
  const door = fastify({ logger: false, exposeHeadRoutes: false });
  door.addHook('onRequest', async (_request, reply) => {
    reply.headers({ ...securityHeaders, 'content-security-policy': policy });
  });
  door.addHook('onSend', async (_request, reply, payload) => {
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
    return isPage && typeof payload === 'string' ? withoutOutside(payload) : payload;
  });
  await door.register(await jobs.open(), { prefix: boardPath });
  await door.ready();
  return door;
}

/** A page without the elements that would ask another host for something: it has a web font. */
function withoutOutside(html: string): string {
  return html.replace(/<(?:link|script|img|iframe)\b[^>]*=["']?(?:https?:)?\/\/[^>]*>/gi, '');
}
