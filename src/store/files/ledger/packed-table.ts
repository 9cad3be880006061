const chunkRows = 1 << 15;
const fullest = 0.75;

/**
 * Rows of 32-bit words, each kept once, found by their content: a million digests in 40 MB. The words are taken to be
 * evenly spread, as those of a digest are.
 */
export const createPackedTable = (words: number) => {
  const chunks: Uint32Array[] = [];
  let slots = new Uint32Array(1 << 12);
  let rows = 0;

  const isAt = (row: number, key: Uint32Array): boolean => {
    const chunk = chunks[Math.floor(row / chunkRows)];
    if (chunk === undefined) return false;
    const base = (row % chunkRows) * words;
    for (let at = 0; at < words; at++) if (chunk[base + at] !== key[at]) return false;
    return true;
  };
  const firstWord = (row: number): number => chunks[Math.floor(row / chunkRows)]?.[(row % chunkRows) * words] ?? 0;
  /** The slot that holds the key, or the free one where it belongs. Slots hold the row's number plus one. */
  const slotOf = (key: Uint32Array): number => {
    const mask = slots.length - 1;
    for (let slot = (key[0] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot] ?? 0;
      if (row === 0 || isAt(row - 1, key)) return slot;
    }
  };
  const grow = (): void => {
    slots = new Uint32Array(slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < rows; row++) {
      let slot = firstWord(row) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
  };

  return {
    /** The row of a key, or -1. */
    find: (key: Uint32Array): number => (slots[slotOf(key)] ?? 0) - 1,
    /** The row that was added; -1 if the key was there. */
    add: (key: Uint32Array): number => {
      const slot = slotOf(key);
      if (slots[slot] !== 0) return -1;
      const row = rows++;
      slots[slot] = row + 1;
      if (row % chunkRows === 0) chunks.push(new Uint32Array(chunkRows * words));
      chunks[chunks.length - 1]?.set(key, (row % chunkRows) * words);
      if (rows > slots.length * fullest) grow();
      return row;
    },
    get size() {
      return rows;
    },
    /** Copies a row into `into`. */
    read: (row: number, into: Uint32Array): void => {
      const base = (row % chunkRows) * words;
      into.set(chunks[Math.floor(row / chunkRows)]?.subarray(base, base + words) ?? []);
    },
  };
};

/** Eight words as the 64 hex digits of a digest, and back. */
export const createDigestWords = () => {
  const bytes = Buffer.alloc(32);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 8);
  return {
    words,
    hex: (): string => bytes.toString('hex'),
    /** False where `text` is no digest. */
    set: (text: string): boolean => text.length === 64 && bytes.write(text, 0, 'hex') === 32,
  };
};
