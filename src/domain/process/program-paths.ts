/**
 * Where a program may lie, in the order of PATH. Empty and relative entries are left out: they mean the working folder,
 * and what lies there came with somebody's project.
 */
export const programPaths = (name: string, path: string | undefined, platform: string): readonly string[] => {
  const [parting, slash, endings, absolute] =
    platform === 'win32' ? [';', '\\', ['.exe', '.cmd', '.bat', ''], /^(?:[A-Za-z]:[\\/]|[\\/]{2})/] : [':', '/', [''], /^\//];
  return (path ?? '')
    .split(parting)
    .filter((folder) => absolute.test(folder))
    .flatMap((folder) => endings.map((ending) => `${folder}${slash}${name}${ending}`));
};
