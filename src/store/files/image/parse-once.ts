/** A command that looks before it commits reads a file twice; the same bytes are parsed once. Images are never changed. */
export const parseOnce = <T>(parse: (bytes: Buffer) => T): ((bytes: Buffer) => T) => {
  let known: Buffer | undefined;
  let image: T | undefined;
  return (bytes) => {
    if (known === undefined || !known.equals(bytes)) {
      image = parse(bytes);
      known = bytes;
    }
    return image as T;
  };
};
