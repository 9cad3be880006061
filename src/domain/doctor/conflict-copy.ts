/** What programs that keep folders in step put between a name and its ending, where two machines have changed a file. */
const marks: readonly RegExp[] = [
  // Dropbox, Nextcloud, ownCloud, Seafile, Tresorit, Unison: `todo (Ann's conflicted copy 2026-03-04).json`, in any language.
  / ?\([^()]*(?:konflikt|konflik|confli[ct]|conflitto|競合|冲突)[^()]*\)$/i,
  / ?\[[^[\]]*conflict[^[\]]*\]$/i,
  // Syncthing
  /\.sync-conflict-\d{8}-\d{6}(?:-[0-9A-Z]{7})?$/,
  // Older Nextcloud and ownCloud
  /_conflict-\d{8}-\d{6}$/,
  // Synology Drive
  /_[^/]+_[A-Z][a-z]{2}-\d{2}-\d{6}-\d{4}_(?:Case)?Conflict$/,
  // Resilio
  /\.Conflict$/,
  // iCloud, Google Drive, Box
  / \d{1,3}$/,
  / \(\d{1,3}\)$/,
];

/** OneDrive puts the name of the machine there. */
const machine = /-[A-Za-z0-9][A-Za-z0-9_-]{0,30}$/;

/** Names that nobody extends by a word of their own. */
const fixedNames: ReadonlySet<string> = new Set([
  'config.json',
  'todo.json',
  'sessions.json',
  'ledger.jsonl',
  'session.log',
  'tasks.jsonl',
  '.gitignore',
  '.gitattributes',
]);

/** The name of the file or folder that `name` is a copy of, by the mark of a program that synchronises; undefined for none. */
export const conflictCopyOf = (name: string): string | undefined => {
  // Some put the mark behind the ending.
  for (const at of [name.lastIndexOf('.'), name.length]) {
    if (at <= 0) continue;
    const [stem, ending] = [name.slice(0, at), name.slice(at)];
    for (const mark of marks) {
      const bare = stem.replace(mark, '');
      if (bare !== stem && bare !== '') return `${bare}${ending}`;
    }
    const original = `${stem.replace(machine, '')}${ending}`;
    if (original !== name && fixedNames.has(original)) return original;
  }
  return undefined;
};
