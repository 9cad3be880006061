/** A command that looks before it commits reads a file twice; the same bytes are parsed once. Images are never changed. */
export const parseOnce = <T>(parse: (bytes: Buffer) => T): ((bytes: Buffer) => T) => {
  let last: { readonly bytes: Buffer; readonly image: T } | undefined;
  return (bytes) => {
    if (last === undefined || (last.bytes !== bytes && !last.bytes.equals(bytes))) last = { bytes, image: parse(bytes) };
    return last.image;
  };
};
