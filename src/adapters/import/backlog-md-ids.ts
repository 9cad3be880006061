export type IdScheme = {
  /** The task that a link means, by its own id; the link itself where there is none. */
  readonly find: (link: string) => string;
  /** What an id such as `task-12.1` says about its parent. */
  readonly above: (id: string) => string | undefined;
};

/** `TASK-12.01` → `12.1`: prefixes change over a project's life, and so do leading zeros. */
const numberOf = (id: string): string | undefined => {
  const found = /^[A-Za-z][A-Za-z_-]*-(\d+(?:\.\d+)*)$/.exec(id.trim()) ?? /^(\d+(?:\.\d+)*)$/.exec(id.trim());
  return found?.[1]
    ?.split('.')
    .map((digits) => digits.replace(/^0+(?=\d)/, ''))
    .join('.');
};

const isDraft = (id: string): boolean => /^draft-/i.test(id);

export const idScheme = (ids: readonly string[]): IdScheme => {
  const exact = new Map(ids.map((id) => [id.toLowerCase(), id] as const).reverse());
  const numbers = new Map(
    ids
      .filter((id) => !isDraft(id))
      .flatMap((id) => (numberOf(id) === undefined ? [] : [[numberOf(id), id] as const]))
      .reverse(),
  );
  return {
    find: (link) => exact.get(link.trim().toLowerCase()) ?? (isDraft(link) ? link : (numbers.get(numberOf(link)) ?? link)),
    above: (id) => (/\.\d+$/.test(id) ? id.replace(/\.\d+$/, '') : undefined),
  };
};
