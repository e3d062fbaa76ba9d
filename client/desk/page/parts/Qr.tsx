// A QR code, dark on light in either look: cameras want it so.

import { encode } from 'uqr';
import { cellsOf } from './qrCells.ts';

interface QrProps {
  readonly label: string;
  /** A text, or bytes. */
  readonly of: string | Uint8Array;
}

const quietCells = 2;

export function Qr({ label, of }: QrProps) {
  const { data, size } = encode(typeof of === 'string' ? of : [...of], {
    ecc: 'L',
    border: quietCells,
  });
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect class="qr-ground" width={size} height={size} />
      <path class="qr-cells" d={cellsOf(data)} />
    </svg>
  );
}
