// Requests that two readers would read differently, or no reader at all, byte for byte.

const line = 'GET /v1/accounts/whoami HTTP/1.1\r\n';
const post = 'POST /v1/verification/session HTTP/1.1\r\nHost: x\r\n';
const hidden = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';
const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
const manyHeaders = Array.from({ length: 2100 }, (_, n) => `x${n}:`).join('\r\n');
const deflate = 'permessage-deflate; '.repeat(500);
const evil = 'Origin: https://evil.example';
const socket = 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n';

/** Name, bytes, and the status of the one answer that may come. */
export const malformedHttp: readonly (readonly [string, string, RegExp])[] = [
  ['two lengths', `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, /^400$/],
  [
    'a length and chunks',
    `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    /^400$/,
  ],
  ['a length of minus one', `${post}Content-Length: -1\r\n\r\n`, /^400$/],
  ['a length with a plus', `${post}Content-Length: +2\r\n\r\n{}`, /^400$/],
  ['a length of 2^64', `${post}Content-Length: 18446744073709551616\r\n\r\n`, /^400$/],
  ['a length of 2 MiB', `${post}Content-Length: 2097152\r\n\r\n`, /^413$/],
  [
    'chunks under another name',
    `${post}Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}`,
    /^400$/,
  ],
  ['chunks that are not last', `${post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, /^400$/],
  [
    'a chunk of 2^64',
    `${post}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n`,
    /^(400|413)$/,
  ],
  [
    'a chunk with an extension of 20 KiB',
    `${post}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    /^(400|413)$/,
  ],
  ['a blank before the colon', `${line}Host : x\r\n\r\n`, /^400$/],
  ['a folded header', `${line}Host: x\r\nx: a\r\n b\r\n\r\n`, /^400$/],
  ['a NUL in a header', `${line}Host: x\r\nx: a\0b\r\n\r\n`, /^400$/],
  ['a lone line feed in a header', `${line}Host: x\r\nx: a\nb: c\r\n\r\n`, /^400$/],
  ['a lone carriage return', `${line}Host: x\r\nx: a\rb\r\n\r\n`, /^400$/],
  ['no host', `${line}\r\n`, /^400$/],
  ['headers of 20 KiB', `${line}Host: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, /^431$/],
  ['an address of 20 KiB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, /^431$/],
  [
    'an address of 3 KiB',
    `GET /${'x'.repeat(3_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    /^(400|404|414)$/,
  ],
  ['another server', 'GET http://evil.example/v1 HTTP/1.1\r\nHost: x\r\n\r\n', /^(400|404)$/],
  ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', /^(|400|404|405)$/],
  ['a trace', 'TRACE /v1/accounts/whoami HTTP/1.1\r\nHost: x\r\n\r\n', /^(400|404|405)$/],
  ['a verb of its own', 'FLUSHALL / HTTP/1.1\r\nHost: x\r\n\r\n', /^400$/],
  ['Redis', '*1\r\n$8\r\nFLUSHALL\r\n', /^400$/],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^(|400|505)$/],
  ['HTTP/3.7', 'GET / HTTP/3.7\r\nHost: x\r\n\r\n', /^(400|505)$/],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^400$/],
  ['a wrong expectation', `${line}Host: x\r\nExpect: everything\r\n\r\n`, /^(401|417)$/],
  [
    'another upgrade',
    `${line}Host: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`,
    /^(401|404)$/,
  ],
  ['2,100 headers to a socket', `${socket}${upgrade}${key}${manyHeaders}\r\n\r\n`, /^4(13|31)$/],
  [
    'a protocol list of 15,000 blanks',
    `${socket}${upgrade}${key}Sec-WebSocket-Protocol: a${' '.repeat(15_000)}b\r\n\r\n`,
    /^400$/,
  ],
  [
    'extensions without end',
    `${socket}${upgrade}${key}Sec-WebSocket-Extensions: ${deflate}a\r\n\r\n`,
    /^(101|400)$/,
  ],
  ['a socket without a key', `${socket}${upgrade}\r\n`, /^400$/],
  ['a page of another origin', `${socket}${upgrade}${key}${evil}\r\n\r\n`, /^403$/],
  ['an opaque origin', `${socket}${upgrade}${key}Origin: null\r\n\r\n`, /^403$/],
  [
    'an origin that begins like ours',
    `${socket}${upgrade}${key}Origin: http://x.evil.example\r\n\r\n`,
    /^403$/,
  ],
  [
    'two session ids',
    'GET /socket.io/?EIO=4&transport=polling&sid=a&sid=b HTTP/1.1\r\nHost: x\r\n\r\n',
    /^400$/,
  ],
  [
    'two session ids, one of them encoded',
    'GET /socket.io/?EIO=4&transport=polling&sid=a&%73id=b HTTP/1.1\r\nHost: x\r\n\r\n',
    /^400$/,
  ],
  [
    'a session named like a prototype',
    'GET /socket.io/?EIO=4&transport=polling&sid=__proto__ HTTP/1.1\r\nHost: x\r\n\r\n',
    /^400$/,
  ],
  [
    'a transport that is a method',
    'GET /socket.io/?EIO=4&transport=toString HTTP/1.1\r\nHost: x\r\n\r\n',
    /^400$/,
  ],
  [
    'an upgrade of a session that is not there',
    `${socket.replace(' HTTP', '&sid=w0-x.y HTTP')}${upgrade}${key}\r\n`,
    /^400$/,
  ],
];
