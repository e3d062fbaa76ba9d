// What an operator writes of calls: media workers, where devices reach them, and where those of
// other hosts do.

import { isIP } from 'node:net';
import { z } from 'zod/v4';
import { whole } from './backupSettings.ts';

const flag = z.stringbool();
const address = z.string().refine((host) => isIP(host) !== 0, 'must be an address, not a name');

export const portRange = z.string().refine((text) => {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  return Number(first) >= 1 && Number(last) >= Number(first) && Number(last) <= 65_535;
}, 'must be two ports, the second no less, such as 7400-7499');

export const voiceSettings = {
  ALDIS_VOICE_WORKER: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Program of the media workers. Unset: the one that `npm run build:voice` has put into the ' +
        'cache.',
    ),
  ALDIS_VOICE: flag
    .default(true)
    .describe('Run media workers for calls, where there is a program. Off: calls are refused.'),
  ALDIS_VOICE_WORKERS: whole(1, 64)
    .default(1)
    .describe('Media workers of each worker process; all together one a core at the most.'),
  ALDIS_VOICE_PART_STREAMS: whole(1, 10_000)
    .default(500)
    .describe(
      'Streams to listeners that a room has on one media worker before its next places are on ' +
        'another.',
    ),
  ALDIS_VOICE_HOST: address
    .default('127.0.0.1')
    .describe('Address that media workers listen on, UDP and TCP.'),
  ALDIS_VOICE_ANNOUNCED: z
    .string()
    .default('')
    .refine((list) => list === '' || list.split(',').every((one) => isIP(one.trim()) !== 0), {
      error: 'must be addresses with commas between them',
    })
    .describe(
      'Comma-separated addresses by which devices reach them; empty: the one they listen on.',
    ),
  ALDIS_VOICE_PORTS: portRange
    .default('7500-7599')
    .describe('Ports for that: each media worker of the host takes the first that is free.'),
  ALDIS_VOICE_PIPE_HOST: address
    .optional()
    .describe(
      'Address that media workers listen on for those of other hosts, UDP; see docs/voice.md. ' +
        'Unset: a room stays on its host.',
    ),
  ALDIS_VOICE_PIPE_ANNOUNCED: address
    .optional()
    .describe('Address by which those reach it; unset: the one it listens on.'),
  ALDIS_VOICE_PIPE_PORTS: portRange
    .default('7600-7699')
    .describe('Ports for that: one for each part of a room and each other part it is piped to.'),
  ALDIS_CALL_MESH_MAX: whole(0, 8)
    .default(3)
    .describe(
      'Devices up to which the people of a call speak with each other directly, if all can; they ' +
        'see addresses of each other then. 0: never.',
    ),
  ALDIS_VOICE_DTX: flag.default(true).describe('Devices are asked to send nothing in silence.'),
} as const;
