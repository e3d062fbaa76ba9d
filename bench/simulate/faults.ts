// What can go wrong in a run, and how it ends. The last word is always `heal` of the world.

import type { Fault } from './plan.ts';
import type { Worker } from './worker.ts';
import type { World } from './world.ts';

/** How long until the primary has noticed a death and forked anew. */
const noticeMs = [5, 60] as const;
const forkMs = [50, 1500] as const;

/** Lets a fault happen. */
export function strike(world: World, { kind, forMs }: Fault): void {
  const { timeline, dice, wires } = world;
  const worker = world.entrance();
  timeline.note(`fault ${kind} ${worker?.member ?? ''}`);
  const later = (ms: number, run: () => void) => timeline.after(ms, timeline.world, run);
  switch (kind) {
    case 'kill':
      return worker && kill(world, worker, true);
    case 'die':
      return worker && kill(world, worker, false);
    case 'drain':
      return worker && drain(world, worker);
    case 'freeze':
      return worker && freeze(world, worker, forMs);
    case 'join':
      world.join();
      return;
    case 'partition': {
      if (!worker) return;
      wires.setReachable(worker.member, false);
      later(forMs, () => worker.process.alive && wires.setReachable(worker.member, true));
      return;
    }
    case 'deaf':
      if (worker) wires.setDeaf(worker.member, true);
      later(forMs, () => worker?.process.alive && wires.setDeaf(worker.member, false));
      return;
    case 'flaky':
      wires.flaky = dice.between(0.05, 0.5);
      later(forMs, () => {
        wires.flaky = 0;
      });
      return;
    case 'clockJump':
      if (worker) worker.process.skewMs = dice.between(-1, 1) * world.plan.skewMsMax;
      return;
    case 'storeAway': {
      const those = [...world.workers];
      for (const { member } of those) wires.setReachable(member, false);
      later(forMs, () => {
        for (const { member, process } of those) {
          if (process.alive) wires.setReachable(member, true);
        }
      });
      return;
    }
    case 'storeFrozen':
      wires.setStoreFrozen(true);
      later(forMs, () => wires.setStoreFrozen(false));
      return;
    case 'loseLeases':
      wires.network.loseData();
      return;
    case 'dropDevice':
      return dice.pick(world.devices).hangUp(dice.between(1, 2000));
  }
}

/** SIGKILL. `noticed`: its primary lives and frees its shards; else its leases run out. */
function kill(world: World, worker: Worker, noticed: boolean): void {
  const { timeline, dice, wires } = world;
  worker.process.alive = false;
  remove(world, worker);
  wires.setReachable(worker.member, false);
  for (const socket of worker.sockets) socket.end();
  const later = (ms: number, run: () => void) => timeline.after(ms, timeline.world, run);
  if (noticed) later(dice.between(...noticeMs), () => wires.network.forget(worker.member));
  if (world.workers.length > 0 && dice.chance(0.7)) {
    later(dice.between(...forkMs), () => world.join());
  }
}

function freeze(world: World, worker: Worker, forMs: number): void {
  const { timeline } = world;
  worker.process.frozen = true;
  worker.freezes++;
  timeline.after(forMs, timeline.world, () => {
    if (worker.process.alive && worker.process.frozen) timeline.thaw(worker.process);
  });
}

/** SIGTERM: goes in order, another takes its place. */
function drain(world: World, worker: Worker): void {
  const { timeline } = world;
  if (worker.draining) return;
  world.join();
  timeline.after(0, worker.process, () => {
    void worker.drain().then(() => {
      for (const socket of worker.sockets) socket.end();
      worker.process.alive = false;
      remove(world, worker);
      world.wires.setReachable(worker.member, false);
    });
  });
}

function remove(world: World, worker: Worker): void {
  const place = world.workers.indexOf(worker);
  if (place >= 0) world.workers.splice(place, 1);
  world.ledger.forgetMember(worker.member);
  if (world.workers.length > 0) return;
  world.timeline.after(world.dice.between(...forkMs), world.timeline.world, () => world.join());
}
