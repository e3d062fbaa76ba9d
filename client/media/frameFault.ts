// Why a frame is not opened, or not sealed.

export type FrameFault =
  /** It ends inside of its header. */
  | 'header.short'
  /** Its header is written in another than the shortest form. */
  | 'header.form'
  /** It has no room for the tag that proves it. */
  | 'frame.short'
  /** Nobody gave the key that it names. */
  | 'key.unknown'
  /** The key that it names does not prove it. */
  | 'frame.forged'
  /** It was opened before, or is too old to tell. */
  | 'frame.replayed'
  /** The key that seals has sealed as much as it may. */
  | 'counter.spent';
