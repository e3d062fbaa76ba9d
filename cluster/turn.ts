// Whether the TURN servers of the operator answer: each worker asks them now and then, and the
// doctor once. A STUN binding request needs no credential and tells the server nothing of calls.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { GatewayServices, TurnReadiness } from '#gateway';
import { readTurnServers } from '#gateway';
import type { Config, Log, TurnAddress } from '#runtime';
import { metrics, parseTurnUrl, systemClock, turnUrlsOf } from '#runtime';

/** How long a server has for its answer. */
export const turnTimeoutMs = 3000;
/** A lost packet is sent again after so long. Source: RFC 8489, 6.2.1. */
const repeatMs = 500;
const askEveryMs = 10_000;
const bindingRequest = 0x0001;
const bindingAnswer = 0x0101;
const magicCookie = 0x2112a442;
const headerBytes = 20;

/** What the gateway says of the servers that are set up; from now on they are watched. */
export function openTurn(config: Config, log: Log): Pick<GatewayServices, 'turn' | 'turnState'> {
  const turn = readTurnServers(config);
  const watch = new TurnWatch(config, log);
  watch.start();
  return { turn, turnState: watch.state };
}

/** Whether something answers there as STUN servers do, by UDP. Never throws. */
export async function answersStun(
  { host, port }: Pick<TurnAddress, 'host' | 'port'>,
  timeoutMs = turnTimeoutMs,
): Promise<boolean> {
  const request = Buffer.alloc(headerBytes);
  request.writeUInt16BE(bindingRequest, 0);
  request.writeUInt32BE(magicCookie, 4);
  randomBytes(12).copy(request, 8);
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
  const over = new AbortController();
  const answered = new Promise<boolean>((resolve) => {
    socket.on('error', () => resolve(false));
    socket.on('message', (answer) => {
      if (isAnswer(answer, request)) resolve(true);
    });
  });
  const send = () => socket.send(request, port, host);
  send();
  const repeat = setInterval(send, repeatMs);
  // What has come while this process was busy is read before it counts as late.
  const late = sleep(timeoutMs, undefined, { signal: over.signal })
    .then(() => setImmediate())
    .then(() => false)
    .catch(() => false);
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearInterval(repeat);
    over.abort();
    socket.close();
  }
}

function isAnswer(answer: Buffer, request: Buffer): boolean {
  if (answer.length < headerBytes || answer.readUInt16BE(0) !== bindingAnswer) return false;
  return answer.subarray(4, headerBytes).equals(request.subarray(4));
}

/** Looks after the servers of a worker; what is said is what was found last. */
export class TurnWatch {
  readonly #servers: readonly TurnServer[];
  readonly #log: Log;

  constructor({ ALDIS_TURN_URLS: urls }: Pick<Config, 'ALDIS_TURN_URLS'>, log: Log) {
    this.#servers = turnServersOf(urls);
    this.#log = log;
  }

  /** Asks now, and from now on. The timer ends with the process. */
  start(): void {
    if (!this.#servers.some(({ isUdp }) => isUdp)) return;
    void this.ask();
    systemClock.every(askEveryMs, () => void this.ask());
  }

  /** Asks each of them once. Never throws. */
  async ask(timeoutMs = turnTimeoutMs): Promise<void> {
    const asked = this.#servers.filter(({ isUdp }) => isUdp);
    await Promise.all(asked.map((server) => this.#ask(server, timeoutMs)));
  }

  readonly state = (): TurnReadiness => {
    if (this.#servers.length === 0) return 'off';
    const known = this.#servers.flatMap(({ isUp }) => isUp ?? []);
    if (known.length === 0) return 'unknown';
    return known.includes(true) ? 'ready' : 'none';
  };

  async #ask(server: TurnServer, timeoutMs: number): Promise<void> {
    const isUp = await answersStun(server, timeoutMs);
    metrics.turnUp.set({ server: String(server.index) }, isUp ? 1 : 0);
    if (isUp === server.isUp) return;
    if (!isUp) this.#log.warn('turn.silent', { server: server.index });
    else if (server.isUp === false) this.#log.info('turn.back', { server: server.index });
    server.isUp = isUp;
  }
}

interface TurnServer extends TurnAddress {
  /** Where it stands in the setting. */
  readonly index: number;
  /** Absent: nobody has asked. */
  isUp?: boolean;
}

function turnServersOf(urls: string): TurnServer[] {
  return turnUrlsOf(urls).flatMap((url, index) => {
    const address = parseTurnUrl(url);
    return address ? [{ ...address, index }] : [];
  });
}
