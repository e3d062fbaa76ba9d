// gateway: the doors to the outside: HTTP and Socket.IO in, deliveries out. Only importer of
// socket.io and fastify.
export * from './gateway.ts';
export { readCertificate } from './http/certificate.ts';
export { securityHeaders } from './http/headers.ts';
export { createCodeSender, describeCodeSender } from './ingress/codes/createCodeSender.ts';
export type { RateLimits } from './ingress/rateLimits.ts';
export { createCaptcha } from './ingress/captcha.ts';
export { readConsents } from './ingress/consentsFile.ts';
export { readRateLimits } from './ingress/limitsFile.ts';
export { readTurnServers } from './ingress/turn.ts';
export { addressSubject } from './ingress/subjects.ts';
export { createOperating } from './operating/operating.ts';
export { relayAddressOf } from './relay/address.ts';
export { machineOf } from './relay/dial.ts';
export type { Relay } from './relay/openRelay.ts';
export { openRelay } from './relay/openRelay.ts';
export * from './scrape/door.ts';
export * from './services.ts';
export { proxiesOf } from './sockets/peer.ts';
export type { HandedUpgrade, SocketHandover } from './sockets/handover.ts';
