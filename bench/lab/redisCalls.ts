// What a Redis has done so far, asked over a connection of its own.

import { Redis } from 'ioredis';

export interface RedisCalls {
  /** Commands, those inside of scripts as well. */
  readonly commands: number;
  /** Times that it read from a socket: what arrives together counts once. */
  readonly reads: number;
}

/** A door to one Redis that can be asked again and again. */
export class RedisCounter {
  readonly #client: Redis;

  /** `address`: a URL or the path of a unix socket. */
  constructor(address: string) {
    this.#client = new Redis(address);
  }

  async calls(): Promise<RedisCalls> {
    const stats = await this.#client.info('stats');
    return {
      commands: infoNumber(stats, 'total_commands_processed'),
      reads: infoNumber(stats, 'total_reads_processed'),
    };
  }

  async memory(): Promise<{ readonly usedBytes: number; readonly names: number }> {
    const [memory, names] = await Promise.all([this.#client.info('memory'), this.#client.dbsize()]);
    return { usedBytes: infoNumber(memory, 'used_memory'), names };
  }

  end(): void {
    this.#client.disconnect();
  }
}

/** A line such as `used_memory:123`; NaN when there is none. */
export function infoNumber(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)\r?$`, 'm').exec(info)?.[1] ?? Number.NaN);
}
