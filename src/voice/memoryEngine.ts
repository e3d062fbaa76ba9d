// The twin of mediasoup: media workers that pass nothing on, and are as strict. Its `kill` ends one
// as a crash does.

import { randomUUID } from 'node:crypto';
import type {
  EnginePipe,
  EngineRouter,
  EngineTransport,
  EngineWorker,
  MediaEngine,
} from './engine.ts';
import { mediaCodecs } from './kinds.ts';

export interface MemoryEngine extends MediaEngine {
  /** Ends a running media worker as a crash does. */
  kill(pid: number): void;
  /** It answers nothing more, and has not ended. */
  hang(pid: number): void;
  /** Processes that run. */
  readonly pids: readonly number[];
}

export function memoryEngine(): MemoryEngine {
  const running = new Map<number, MemoryWorker>();
  let lastPid = 0;
  return {
    get pids() {
      return [...running.keys()];
    },
    kill: (pid) => running.get(pid)?.crash(),
    hang(pid) {
      const worker = running.get(pid);
      if (worker) worker.isHanging = true;
    },
    async start(ended) {
      lastPid += 1;
      const pid = lastPid;
      const worker = new MemoryWorker(pid, () => running.delete(pid), ended);
      running.set(pid, worker);
      return worker;
    },
  };
}

class MemoryWorker implements EngineWorker {
  readonly pid: number;
  readonly #gone: () => void;
  readonly #ended: () => void;
  isRunning = true;
  isHanging = false;
  port = 40_000;

  constructor(pid: number, gone: () => void, ended: () => void) {
    this.pid = pid;
    this.#gone = gone;
    this.#ended = ended;
  }

  async router(): Promise<EngineRouter> {
    await this.check();
    return new MemoryRouter(this);
  }

  close(): void {
    this.isRunning = false;
    this.#gone();
  }

  crash(): void {
    this.close();
    this.#ended();
  }

  probe(): Promise<void> {
    return this.check();
  }

  /** Never resolves where it hangs. */
  check(): Promise<void> {
    if (!this.isRunning) throw new Error('the media worker has ended');
    return this.isHanging ? new Promise(() => undefined) : Promise.resolve();
  }
}

class MemoryRouter implements EngineRouter {
  readonly worker: MemoryWorker;
  /** Sources that can be heard here, and the streams that are sent here. */
  readonly sources = new Set<string>();
  #isOpen = true;

  constructor(worker: MemoryWorker) {
    this.worker = worker;
  }

  async check(): Promise<void> {
    await this.worker.check();
    if (!this.#isOpen) throw new Error('the router is closed');
  }

  async transport(): Promise<EngineTransport> {
    await this.check();
    return memoryTransport(this);
  }

  async pipe(isNear: boolean): Promise<EnginePipe> {
    await this.check();
    const { sources } = this;
    const taken = new Set<string>();
    let isConnected = false;
    const check = async () => {
      await this.check();
      if (!isConnected) throw new Error('the pipe leads nowhere');
    };
    const drop = (source: string) => {
      if (taken.delete(source)) sources.delete(source);
    };
    return {
      address: { ip: '127.0.0.1', port: 1, ...(isNear ? {} : { key: 'a2V5' }) },
      connect: async ({ key }) => {
        await this.check();
        if (isConnected || isNear !== (key === undefined)) throw new Error('no such end');
        isConnected = true;
      },
      async give(source) {
        await check();
        if (!sources.has(source)) throw new Error('no source');
        return { source, kind: 'audio', ssrc: 1 };
      },
      async take({ source }) {
        await check();
        if (sources.has(source)) throw new Error('it is there already');
        taken.add(source);
        sources.add(source);
      },
      drop,
      close: () => [...taken].forEach(drop),
    };
  }

  close(): void {
    this.#isOpen = false;
  }
}

function memoryTransport(router: MemoryRouter): EngineTransport {
  const sent = new Map<number, string>();
  let isOpen = true;
  let isSecured = false;
  const check = async () => {
    await router.check();
    if (!isOpen) throw new Error('the transport is closed');
  };
  const { port } = router.worker;
  return {
    address: {
      ice: { usernameFragment: randomUUID(), password: randomUUID() },
      candidates: [{ foundation: 'udp', priority: 1, address: '127.0.0.1', port, protocol: 'udp' }],
      fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
    },
    async secure() {
      await check();
      if (isSecured) throw new Error('it is connected already');
      isSecured = true;
    },
    async send({ ssrc }) {
      await check();
      if (sent.has(ssrc)) throw new Error('this stream is sent already');
      const id = randomUUID();
      sent.set(ssrc, id);
      router.sources.add(id);
      return { id, silence: check };
    },
    async hear(source, kind) {
      await check();
      if (!router.sources.has(source)) throw new Error('no such source');
      const ssrc = 1 + Math.floor(Math.random() * 0xffff_fff0);
      return { ssrc, payloadType: mediaCodecs[kind].payloadType, close: () => undefined };
    },
    close() {
      isOpen = false;
      for (const id of sent.values()) router.sources.delete(id);
    },
  };
}
