/** A path of the record, a folder, or a pattern with `*`, `**` and `?`. */
export type PathPattern = {
  readonly matches: (path: string) => boolean;
  /** A piece that every match holds. */
  readonly piece: string;
};

/** `*` and `?` stop at a `/`, `**` does not. Without any of them: the path itself, or everything below it. */
export const pathPattern = (typed: string): PathPattern => {
  const text = typed.replace(/^\.\//, '').replace(/\/+$/, '');
  if (!/[*?]/.test(text)) return { matches: (path) => path === text || path.startsWith(`${text}/`), piece: text };
  const source = text
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => wildcards.get(part) ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  const pattern = new RegExp(`^${source}$`, 'u');
  const pieces = text.split(/[*?]+/);
  return {
    matches: (path) => pattern.test(path),
    piece: pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), ''),
  };
};

const wildcards = new Map([
  ['**/', '(?:.*/)?'],
  ['**', '.*'],
  ['*', '[^/]*'],
  ['?', '[^/]'],
]);
