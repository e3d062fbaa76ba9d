// What a Redis address says, and in which slot of a cluster a name lies.

import { parseClusterAddress, parseSentinelAddress, slotOf } from '#runtime';
import { expect, it } from 'vitest';

it('finds the slots that Redis finds', () => {
  // Answers of CLUSTER KEYSLOT.
  expect(slotOf('123456789')).toBe(12_739);
  expect(slotOf('x:1')).toBe(15_749);
  expect(slotOf('a{b}c')).toBe(3300);
  expect(slotOf('{}x')).toBe(10_595);
  expect(slotOf('')).toBe(0);
});

it('puts names with one hash tag into one slot, whatever stands around it', () => {
  expect(slotOf('aldis:{a.1}:meta')).toBe(slotOf('a.1'));
  expect(slotOf('{a.1}{b}')).toBe(slotOf('a.1'));
  expect(slotOf('x{')).not.toBe(slotOf('x'));
});

it('reads the nodes and the credentials of a cluster', () => {
  expect(parseClusterAddress('redis-cluster://10.0.0.1:7001,b.example')).toEqual({
    nodes: [
      { host: '10.0.0.1', port: 7001 },
      { host: 'b.example', port: 6379 },
    ],
    tls: false,
  });
  expect(parseClusterAddress('rediss-cluster://me:p%40ss@[::1]:7001/')).toEqual({
    nodes: [{ host: '::1', port: 7001 }],
    tls: true,
    username: 'me',
    password: 'p@ss',
  });
});

it('leaves every other address to a single connection', () => {
  for (const address of ['redis://h:1', '/tmp/redis.sock', 'unix:///tmp/r.sock', 'rediss://h']) {
    expect(parseClusterAddress(address)).toBeUndefined();
  }
  expect(parseClusterAddress('redis-cluster://h:1,')).toBeUndefined();
});

it('reads sentinels, credentials and the name of what they watch', () => {
  expect(parseSentinelAddress('redis-sentinel://10.0.0.1:7001,b.example/aldis')).toEqual({
    nodes: [
      { host: '10.0.0.1', port: 7001 },
      { host: 'b.example', port: 26379 },
    ],
    tls: false,
    name: 'aldis',
  });
  expect(parseSentinelAddress('rediss-sentinel://me:p%40ss@h/my-primary')).toMatchObject({
    tls: true,
    username: 'me',
    password: 'p@ss',
    name: 'my-primary',
  });
  for (const address of ['redis-sentinel://h:1', 'redis://h:1/0', 'redis-cluster://h:1']) {
    expect(parseSentinelAddress(address)).toBeUndefined();
  }
});
