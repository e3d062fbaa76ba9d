// protocol: the words everyone shares: ids, addresses, the envelope, frames, the refusals,
// limits and the one protobuf codec. Imports nothing of ours.
export * from './address.ts';
export type { BlobPointer } from './blobPointer.ts';
export * from './capabilities.ts';
export type { Codec } from './codec.ts';
export * from './content.ts';
export * from './deviceList.ts';
export * from './errors.ts';
export * from './envelope.ts';
export * from './eventFrame.ts';
export * from './events/define.ts';
export * from './events/link.ts';
export * from './events/all.ts';
export * from './groupShapes.ts';
export * from './history.ts';
export * from './ids.ts';
export * as limits from './limits.ts';
export * from './login.ts';
export type {
  DtlsFingerprint,
  IceCandidate,
  MediaAddress,
  MediaCodecInfo,
  MediaKind,
} from './media.ts';
export { isTime } from './numbers.ts';
export * from './proofOfWork.ts';
export * from './printable.ts';
export * from './provisioning.ts';
export * from './record.ts';
export * from './recovery.ts';
export * from './refusalCodec.ts';
export * from './shard.ts';
export * from './srp.ts';
