// What PM2 runs: one ground (the data folder, the keys, the private Redis) and as many workers as
// there are cores. Read by `npm run cluster`, which gives PM2 a home of its own in the data folder
// and the pinned Node; started by hand PM2 would do neither. docs/operations.md says the rest.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { workerFlags } from './cluster/workerFlags.ts';
import { describeConfig, readConfig } from './src/runtime/config.ts';

const root = import.meta.dirname;
const config = readConfig(process.env);
const { dataDir } = config;
const logs = join(dataDir, 'logs');

/** Every setting by name: one that is unset now must not live on in PM2 from an earlier start. */
const settings = Object.fromEntries(
  describeConfig().map(({ name }) => [name, process.env[name] ?? '']),
);

const shared = {
  env: settings,
  // The pinned Node; PM2 would look for one on PATH.
  interpreter: process.execPath,
  wait_ready: true,
  // Tried again without end, sooner at first.
  exp_backoff_restart_delay: 100,
  max_restarts: 10_000,
  merge_logs: true,
  // Nothing of PM2's own inside our processes, and no look at the version control.
  pmx: false,
  automation: false,
  vizion: false,
  // Redis is the ground's to stop, after the workers.
  treekill: false,
};

export const apps = [
  {
    ...shared,
    name: 'aldis-ground',
    script: join(root, 'cluster/pm2/ground.ts'),
    exec_mode: 'fork',
    out_file: join(logs, 'ground.log'),
    error_file: join(logs, 'ground.log'),
    // A large append-only file takes its time.
    listen_timeout: 130_000,
    // Workers that drain (12 s), then Redis (20 s).
    kill_timeout: 45_000,
  },
  {
    ...shared,
    name: 'aldis-worker',
    script: join(root, 'cluster/worker.ts'),
    args: ['pm2'],
    node_args: workerFlags(config),
    exec_mode: 'cluster',
    instances: Number(process.env.ALDIS_WORKERS) || availableParallelism(),
    out_file: join(logs, 'workers.log'),
    error_file: join(logs, 'workers.log'),
    listen_timeout: 60_000,
    // A worker drains in 10 s at most.
    kill_timeout: 15_000,
  },
];
