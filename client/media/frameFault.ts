// Why a frame is not opened, or not sealed.

export type FrameFault =
  /** It ends inside of its header. */
  | 'header.short'
  /** Its header is written in another than the shortest form. */
  | 'header.form'
  /** Its key is another sender's than the one whose track it came on. */
  | 'sender.other'
  /** It has no room for the tag that proves it. */
  | 'frame.short'
  /** Nobody gave the key that it names; it may still come. */
  | 'key.unknown'
  /** The key that it names is of the past, or of before this device was given one. */
  | 'key.gone'
  /** The key that it names does not prove it. */
  | 'frame.forged'
  /** It was opened before. */
  | 'frame.replayed'
  /** The key seals no more, or none with such a counter. */
  | 'counter.spent';
