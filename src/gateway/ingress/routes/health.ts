// What supervisors and monitoring ask.

import { refuse } from '#protocol';
import { registry } from '#runtime';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';

const shared = { style: 'problem', verb: 'GET' } as const;
const statusAnswer = z.object({ status: z.string() });

const live = defineRoute({
  ...shared,
  path: '/livez',
  auth: 'none',
  summary: 'Answers while the process lives',
  answers: { 200: statusAnswer },
  async handle() {
    return answer(200, { status: 'ok' });
  },
});

const ready = defineRoute({
  ...shared,
  path: '/readyz',
  auth: 'none',
  summary:
    'Tells whether this worker can serve, whether calls have media workers and relays, who ' +
    'brings verification codes, and how push services do',
  answers: {
    200: statusAnswer.extend({
      voice: z.enum(['off', 'none', 'ready']),
      turn: z.enum(['off', 'unknown', 'none', 'ready']),
      codes: z.enum(['none', 'console', 'unknown', 'ready', 'failing']),
      /** By kind, those that are set up. */
      push: z.record(z.string(), z.enum(['unknown', 'ready', 'failing'])),
    }),
  },
  async handle(_call, tools: Uses<'isReady' | 'voice' | 'turnState' | 'codes' | 'push'>) {
    const { isReady, voice, turnState, codes, push } = tools;
    if (!isReady()) return refuse('server.unavailable');
    const parts = { voice: voice(), turn: turnState(), codes: codes.state() };
    return answer(200, { status: 'ready', ...parts, push: push.states() });
  },
});

const metrics = defineRoute({
  ...shared,
  path: '/metrics',
  auth: 'operator',
  summary: 'Counters and gauges of this worker, in the form Prometheus reads',
  limits: [{ bucket: 'operator', by: 'ip' }],
  answers: { 200: z.string() },
  async handle(_call, { config }: Uses<'config'>) {
    if (!config.ALDIS_METRICS) return refuse('request.not_found');
    const text = { type: registry.contentType, content: await registry.metrics() };
    return { ok: true, value: { status: 200, text } };
  },
});

export const healthRoutes = [live, ready, metrics] as const;
