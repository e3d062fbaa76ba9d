// Where other hosts reach the pipes of calls, and what the doctor says where they do not.

import { readConfig } from '#runtime';
import { expect, it } from 'vitest';
import { pipesOf, reachOfPipes } from '../../../cluster/voice/pipeReach.ts';

const shared = {
  ALDIS_RELAY_HOST: '10.0.0.1',
  ALDIS_BLOBS_DIR: '/mnt/blobs',
  ALDIS_SECRETS_FILE: '/etc/secrets.json',
  REDIS_URL: 'redis://10.0.0.9',
  MONGODB_URL: 'mongodb://10.0.0.9/aldis',
};
const settings = (more: Record<string, string>) => readConfig({ ...shared, ...more });

it('is where it is announced, or where they listen', () => {
  const ports = { first: 7600, last: 7699 };
  const listening = settings({ ALDIS_VOICE_PIPE_HOST: '10.0.0.1' });
  expect(pipesOf(listening)).toEqual({ host: '10.0.0.1', announced: '10.0.0.1', ports });
  const announced = { ALDIS_VOICE_PIPE_HOST: '0.0.0.0', ALDIS_VOICE_PIPE_ANNOUNCED: '10.0.0.1' };
  expect(pipesOf(settings(announced))).toEqual({ host: '0.0.0.0', announced: '10.0.0.1', ports });
  for (const one of [listening, settings(announced)]) expect(reachOfPipes(one)).toBeUndefined();
});

it('is nowhere unless it is set, which matters where there are more hosts', () => {
  expect(pipesOf(settings({}))).toBeUndefined();
  expect(reachOfPipes(settings({}))).toMatchObject({
    state: 'warn',
    mend: 'set ALDIS_VOICE_PIPE_HOST on each host',
  });
  expect(reachOfPipes(readConfig({}))).toBeUndefined();
});

it('is nowhere where they listen for all and no address is told', () => {
  const anywhere = settings({ ALDIS_VOICE_PIPE_HOST: '0.0.0.0' });
  expect(pipesOf(anywhere)).toBeUndefined();
  expect(reachOfPipes(anywhere)).toMatchObject({ mend: 'set ALDIS_VOICE_PIPE_ANNOUNCED' });
});

it('is an address and no name', () => {
  expect(() => settings({ ALDIS_VOICE_PIPE_HOST: 'a.example' })).toThrow('must be an address');
});
