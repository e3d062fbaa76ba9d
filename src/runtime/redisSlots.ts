// In which of a Redis Cluster's slots a name lies, and which node has it just now.

import type { RedisClient, RedisNode } from './redis.ts';
import { isRedisCluster, nodeKey, redisNodes } from './redis.ts';

const redisSlotCount = 16_384;

/** CRC-16/XMODEM of each byte, as Redis Cluster counts. */
const crcOfByte = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});

/** The slot of a name: of its hash tag, where it has one that is not empty. */
export function slotOf(name: string): number {
  const open = name.indexOf('{');
  const close = open < 0 ? -1 : name.indexOf('}', open + 1);
  const bytes = Buffer.from(close > open + 1 ? name.slice(open + 1, close) : name);
  let crc = 0;
  for (const byte of bytes) {
    crc = ((crc << 8) ^ (crcOfByte[((crc >> 8) ^ byte) & 0xff] ?? 0)) & 0xffff;
  }
  return crc % redisSlotCount;
}

/** The server that has a slot as far as is known; undefined while none is. */
export function nodeOfSlot(client: RedisClient, slot: number): RedisNode | undefined {
  if (!isRedisCluster(client)) return client;
  const key = client.slots[slot]?.[0];
  return redisNodes(client).find((node) => nodeKey(node) === key);
}
