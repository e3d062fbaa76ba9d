// The part of the server in memory that a device asks over HTTPS by its name: what waits for it,
// and whatever it could ask on a connection.

import type { HttpAnswer, HttpAsk } from '#client';
import { decodeEnvelope } from '#protocol';
import { answer } from './memoryDevices.ts';
import type { Device, MemoryServer } from './memoryServer.ts';

/** Undefined where nobody says who asks. */
export function askedByName(
  server: MemoryServer,
  ask: HttpAsk,
): HttpAnswer | Promise<HttpAnswer> | undefined {
  const [, basic] = /^Basic (.+)$/.exec(ask.authorization ?? '') ?? [];
  if (basic === undefined || ask.path === '/v1/registration') return undefined;
  const [, account = '', id, password] =
    /^([^.:]+)(?:\.(\d+))?:(.*)$/.exec(Buffer.from(basic, 'base64').toString()) ?? [];
  const device = server.find(account, Number(id ?? 1));
  if (device?.password !== password || !device) return answer(401, { code: 'auth.invalid' });
  if (ask.path === '/v1/messages') return page(server, device);
  if (ask.path !== '/v1/messages/acknowledge') return server.request(device, ask);
  const { guids } = ask.body as { guids: string[] };
  for (const guid of guids) device.queue.delete(guid.replaceAll('-', ''));
  return answer(204);
}

function page({ waitingPageMax }: MemoryServer, { queue }: Device): HttpAnswer {
  const messages = [...queue].slice(0, waitingPageMax).map(([key, bytes]) => {
    const envelope = decodeEnvelope(bytes);
    return {
      guid: key.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      type: envelope.type,
      timestamp: envelope.clientTimestamp,
      serverTimestamp: envelope.serverTimestamp,
      ...(envelope.sourceServiceId ? { sourceUuid: envelope.sourceServiceId } : {}),
      ...(envelope.sourceDevice ? { sourceDevice: envelope.sourceDevice } : {}),
      destinationUuid: envelope.destinationServiceId,
      content: Buffer.from(envelope.content).toString('base64'),
      urgent: envelope.urgent,
    };
  });
  return answer(200, { messages, more: queue.size > messages.length });
}
