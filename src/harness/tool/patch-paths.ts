/** The files that a patch in Codex's form (`*** Begin Patch`) adds, changes, deletes or moves to, each once. */
export const patchPaths = (patch: string): string[] => {
  const paths = new Set<string>();
  for (const [, path] of patch.matchAll(/^\*\*\* (?:Add File|Update File|Delete File|Move to): (.+?)\s*$/gm)) {
    if (path !== undefined) paths.add(path);
  }
  return [...paths];
};

/** `path` as an absolute one; unchanged where it is absolute already or `cwd` is not known. */
export const absolutePath = (cwd: string | undefined, path: string): string => {
  if (cwd === undefined || /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return path;
  const separator = /^[A-Za-z]:\\/.test(cwd) ? '\\' : '/';
  const parts = cwd.split(separator);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  for (const part of path.split(/[\\/]/)) {
    if (part === '..') {
      if (parts.length > 1) parts.pop();
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join(separator);
};
