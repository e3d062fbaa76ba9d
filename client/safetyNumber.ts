// The safety number of two accounts: what two people compare to know that nobody sits between them.

import * as signal from '@signalapp/libsignal-client';
import { renderUnicodeCompact } from 'uqr';
import { own } from './bytes.ts';

/** Source: Signal's clients. */
const iterations = 5200;
const version = 2;
const digitCount = 60;
const group = 5;

interface Party {
  readonly account: string;
  readonly identityKey: signal.PublicKey;
}

/** What two people compare to be sure of each other. */
export class SafetyNumber {
  readonly #fingerprint: signal.Fingerprint;

  constructor(self: Party, other: Party) {
    this.#fingerprint = signal.Fingerprint.new(
      iterations,
      version,
      signal.Aci.fromUuid(self.account).getServiceIdBinary(),
      self.identityKey,
      signal.Aci.fromUuid(other.account).getServiceIdBinary(),
      other.identityKey,
    );
  }

  /** Shape: 60 decimal digits; the same on both sides. */
  get digits(): string {
    return this.#fingerprint.displayableFingerprint().toString();
  }

  /** Shape: 12 groups of 5 digits. */
  get groups(): string[] {
    return Array.from({ length: digitCount / group }, (_, index) =>
      this.digits.slice(index * group, (index + 1) * group),
    );
  }

  /** What the QR code holds; each side's is the other's mirror image. */
  get scannable(): Uint8Array {
    return this.#fingerprint.scannableFingerprint().toBuffer();
  }

  /** A QR code for a terminal. */
  get qr(): string {
    return renderUnicodeCompact([...this.scannable], { ecc: 'L', border: 2 });
  }

  /** Compares with digits somebody read out (spaces count for nothing), or with scanned bytes. */
  matches(other: string | Uint8Array): boolean {
    if (typeof other === 'string') return other.replace(/\s/g, '') === this.digits;
    try {
      const scanned = signal.ScannableFingerprint._fromBuffer(own(other));
      return this.#fingerprint.scannableFingerprint().compare(scanned);
    } catch {
      return false;
    }
  }
}
