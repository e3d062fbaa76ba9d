// A bad way between devices and a media port: a proxy that drops some datagrams, holds others back,
// and shows all of them to whoever wants to look.

import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import type { Dice } from '#lab/random.ts';
import type { Reach } from './deviceEnd.ts';

export interface BadWay {
  /** Share of datagrams that are dropped, each way. */
  readonly loss: number;
  /** A datagram is held back for as long at the most, each on its own. */
  readonly jitterMs: number;
  readonly dice: Dice;
  /** Hears each datagram before it is dropped or passed on. */
  readonly seen?: (datagram: Buffer) => void;
}

/** One for each media port, made when somebody goes there. */
export class UdpProxies {
  readonly #way: BadWay;
  readonly #proxies = new Map<string, Promise<UdpProxy>>();

  constructor(way: BadWay) {
    this.#way = way;
  }

  /** Where devices go instead. */
  async through(to: Reach): Promise<Reach> {
    const name = `${to.address} ${to.port}`;
    const proxy = this.#proxies.get(name) ?? UdpProxy.start(to, this.#way);
    this.#proxies.set(name, proxy);
    return { address: '127.0.0.1', port: (await proxy).port };
  }

  async stop(): Promise<void> {
    for (const proxy of this.#proxies.values()) (await proxy).stop();
  }
}

class UdpProxy {
  readonly #to: Reach;
  readonly #way: BadWay;
  readonly #front: Socket = createSocket('udp4');
  /** The way back to each device, by its address. */
  readonly #devices = new Map<string, Promise<Socket>>();
  #isStopped = false;

  private constructor(to: Reach, way: BadWay) {
    this.#to = to;
    this.#way = way;
  }

  static async start(to: Reach, way: BadWay): Promise<UdpProxy> {
    const proxy = new UdpProxy(to, way);
    await new Promise<void>((resolve) => proxy.#front.bind(0, '127.0.0.1', resolve));
    proxy.#front.on('message', (datagram, { address, port }) => {
      const sent = proxy.#deviceAt({ address, port });
      proxy.#pass(datagram, () => void sent.then((socket) => proxy.#send(socket, datagram)));
    });
    return proxy;
  }

  get port(): number {
    return this.#front.address().port;
  }

  stop(): void {
    this.#isStopped = true;
    this.#front.close();
    for (const device of this.#devices.values()) void device.then((socket) => socket.close());
  }

  #deviceAt({ address, port }: Reach): Promise<Socket> {
    const name = `${address} ${port}`;
    const found = this.#devices.get(name);
    if (found) return found;
    const socket = createSocket('udp4');
    // A media worker that has ended refuses.
    socket.on('error', () => undefined);
    socket.on('message', (datagram) => {
      this.#pass(datagram, () => this.#front.send(datagram, port, address, () => undefined));
    });
    const made = new Promise<Socket>((resolve) => {
      socket.connect(this.#to.port, this.#to.address, () => resolve(socket));
    });
    this.#devices.set(name, made);
    return made;
  }

  #send(socket: Socket, datagram: Buffer): void {
    if (!this.#isStopped) socket.send(datagram, () => undefined);
  }

  #pass(datagram: Buffer, pass: () => void): void {
    const { loss, jitterMs, dice, seen } = this.#way;
    seen?.(datagram);
    if (loss > 0 && dice.chance(loss)) return;
    const delayMs = jitterMs > 0 ? dice.between(0, jitterMs) : 0;
    if (delayMs < 1) return pass();
    setTimeout(() => {
      if (!this.#isStopped) pass();
    }, delayMs);
  }
}
