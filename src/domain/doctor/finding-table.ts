import type { ErrorCode } from '../error/table';

export type Severity = 'error' | 'warning' | 'info';

export type FindingRow = {
  readonly code: string;
  readonly severity: Severity;
  /** What the doctor's exit code is where this is the gravest finding: errors have one, nothing else has. */
  readonly exit?: ErrorCode;
  /** What it means for the project, in a sentence. */
  readonly means: string;
  /** In which cases `doctor --repair` mends it, and by what proof; absent: never. */
  readonly repair?: string;
};

// biome-ignore format: one finding a line
const rows = [
  // The folder and its files.
  { code: 'folder-untrusted', severity: 'error', exit: 'E_STORE_IO', means: 'no command works here: .stint leads out of the project or belongs to somebody else' },
  { code: 'project-foreign', severity: 'warning', means: 'reads show it as it is; commands that write, hooks and whatever starts a program are refused with 46 until it is adopted' },
  { code: 'folder-unwritable', severity: 'warning', means: 'reads work; every command that writes fails with 53' },
  { code: 'permissions-open', severity: 'warning', means: 'other users of this machine can read or change what is recorded here' },
  { code: 'file-unreadable', severity: 'error', exit: 'E_STORE_IO', means: 'the system does not let the file be read: commands that need it fail with 53' },
  { code: 'file-newer', severity: 'error', exit: 'E_STORE_VERSION', means: 'a newer stint wrote the file: this one refuses to touch the project until it is updated' },
  { code: 'file-damaged', severity: 'error', exit: 'E_STORE_CORRUPT', means: 'every command that needs the file fails with 52 and changes nothing', repair: 'where what is left can be proven to be the file of the last commit (by its hash in the journal), or to say the same as the damaged one: both sides of a merge conflict equal or one of them the base, a line there twice in the same words; else what is wrong with single records is solved by putting those aside' },
  { code: 'file-missing', severity: 'error', exit: 'E_STORE_CORRUPT', means: 'commands fail with 52; nothing is made anew in its place, since that would hide the loss', repair: 'where a copy below .stint has the hash of the last commit' },
  { code: 'project-gone', severity: 'error', exit: 'E_STORE_CORRUPT', means: 'the folder .stint, or what was in it, was taken away (git clean -fdx, git stash -a, rm): commands fail with 52, and nothing begins anew', repair: 'everything comes back as the last commit left it, from the copies in the git folder' },
  { code: 'replaced-by-git', severity: 'error', exit: 'E_STORE_CORRUPT', means: 'git tracks the file, and a checkout, reset or stash has put an old state there: commands fail with 52', repair: 'the one that the last commit left comes back from the copies; what git put there is kept' },
  { code: 'copies-behind', severity: 'warning', means: 'after git clean -fdx, or a checkout of a branch that tracks .stint, not everything could be brought back' },
  { code: 'config-missing', severity: 'warning', means: 'every setting has its default' },
  { code: 'not-plain', severity: 'info', means: 'a byte order mark, Windows line ends or a last line without its end, as some editors leave them: read as it should be', repair: 'always: the records stay the same' },
  { code: 'edited-by-hand', severity: 'info', means: 'the file was changed outside of stint. That is allowed; if it was not you, compare it with a backup, since a record that was taken out leaves no other trace' },
  { code: 'edit-kept', severity: 'info', means: 'somebody edited a file while a command replaced it: the edited one was put aside and counts no longer' },
  { code: 'sync-conflict', severity: 'warning', means: 'a program that keeps folders in step between machines (Dropbox, iCloud, OneDrive, Syncthing, Nextcloud …) has .stint in its care, and two machines have written to one project: what one of them did stands in the copy alone. Take .stint out of its care' },
  { code: 'gitignore-missing', severity: 'warning', means: 'git sees the live files, and checkouts, resets and stashes would overwrite them' },
  { code: 'tracked-by-git', severity: 'warning', means: 'ordinary git work (checkout, reset, stash) takes live files back to an old state without a word' },
  { code: 'merge-driver-missing', severity: 'warning', means: 'the ledger is kept in git, and the next merge of two branches ends in a conflict inside of it' },
  { code: 'project-shadowed', severity: 'warning', means: 'this working tree has a .stint of its own which is not used: commands here work on the main one' },
  { code: 'agents-block-outdated', severity: 'info', means: 'agents read an older text on how to use stint' },
  // Files of lines.
  { code: 'ledger-damaged', severity: 'error', exit: 'E_LEDGER_INVALID', means: 'the record of finished work is not what was written: see `stint ledger verify`', repair: 'conflict markers between entries that all fit their hashes; a byte order mark; torn or foreign lines at the end; the same line twice; lines that the journal still holds; lines that are no JSON are put aside' },
  { code: 'ledger-notice', severity: 'info', means: 'entries were taken away by git or by hand; where the ledger is kept in git that may be right' },
  { code: 'archive-damaged', severity: 'error', exit: 'E_STORE_CORRUPT', means: 'commands that look into the archive fail with 52', repair: 'lines that cannot be read are put aside; lines that the journal still holds come back' },
  { code: 'events-damaged', severity: 'warning', means: 'the line is skipped wherever events are read', repair: 'lines that are no JSON are put aside; lines that the journal still holds come back; conflict markers go' },
  { code: 'log-damaged', severity: 'warning', means: 'session.log holds bytes that no command wrote', repair: 'a torn last line, and zeros as a power cut leaves them, are put aside' },
  { code: 'log-missing', severity: 'info', means: 'the human log begins anew with the next record', repair: 'made again, with the records that the journal still holds' },
  { code: 'line-doubled', severity: 'warning', means: 'an event or an archived record is there twice in the same words, and would be counted twice', repair: 'the later one of two equal lines goes' },
  { code: 'lines-missing', severity: 'warning', means: 'lines that were committed are not in the file: it was cut, or edited by hand', repair: 'in the ledger, the events and the archive, from the journal; the ledger only where it is not kept in git' },
  { code: 'spool-damaged', severity: 'info', means: 'a line that a hook left is not one of stint: it is skipped and counted' },
  // The journal.
  { code: 'journal-missing', severity: 'info', means: 'the next command that writes makes the journal anew from the files; a commit that was not finished is lost with it' },
  { code: 'journal-unusable', severity: 'error', exit: 'E_STORE_CORRUPT', means: 'nothing can be committed' },
  { code: 'journal-foreign', severity: 'warning', means: 'something lies in the journal that no commit of stint made, or that is no plain file of yours: it is passed over and never applied', repair: 'moved to .stint/backup/, as it is' },
  { code: 'commit-pending', severity: 'info', means: 'a command was interrupted after it had committed: all readers see its effects, the next one that writes finishes it', repair: 'finished' },
  { code: 'commit-damaged', severity: 'error', exit: 'E_STORE_CORRUPT', means: 'a commit that is not finished cannot be read: every command fails with 52', repair: 'where only a byte order mark or line ends were added to it' },
  { code: 'commit-image-missing', severity: 'error', exit: 'E_STORE_CORRUPT', means: 'a commit that is not finished lost the file that it was to put in place: what it did there is gone' },
  { code: 'commit-image-damaged', severity: 'error', exit: 'E_STORE_CORRUPT', means: 'every command that writes fails with 52, so that the changed image does not go over the good file', repair: 'where what is left can be proven to be the image, by its hash in the record' },
  { code: 'record-damaged', severity: 'info', means: 'the record of a commit that was finished long ago is not readable: nothing needs it but this check' },
  { code: 'journal-leftovers', severity: 'info', means: 'files of commands that were killed; they go with their epoch', repair: 'names of generations that are taken already, so that no command can still want them' },
  // What the records say of each other.
  { code: 'uid-twice', severity: 'error', exit: 'E_TASK_INVALID', means: 'the ledger cannot tell the two tasks apart: one would show the other’s history' },
  { code: 'archived-and-open', severity: 'warning', means: 'the task is open and archived at once; the open one counts' },
  { code: 'parent-missing', severity: 'warning', means: 'the task stands at the top, in no scope above it' },
  { code: 'parent-cycle', severity: 'error', exit: 'E_TASK_INVALID', means: 'scopes and trees end somewhere in the circle' },
  { code: 'dependency-missing', severity: 'warning', means: 'the task never becomes ready' },
  { code: 'dependency-cycle', severity: 'error', exit: 'E_TASK_INVALID', means: 'none of the tasks ever becomes ready' },
  { code: 'deadlock', severity: 'error', exit: 'E_TASK_INVALID', means: 'the tasks wait for each other, by dependencies and as parts of one another: none of them can ever be started' },
  { code: 'open-below-finished', severity: 'warning', means: 'an open task is part of one that is finished, so that nothing offers it' },
  { code: 'number-reused', severity: 'warning', means: 'a new task would get the id of an archived one', repair: 'the number is set to the highest that was ever used' },
  { code: 'done-without-entry', severity: 'info', means: 'done, and the ledger has no entry of it: closed by `task close`, imported, or edited by hand' },
  { code: 'entry-missing', severity: 'warning', means: 'the task names an entry that is not in the ledger as it lies here' },
  { code: 'claim-of-inactive', severity: 'warning', means: 'a session that is not active holds tasks: nobody else is kept from them, but they look taken', repair: 'released, as its suspend or end should have done' },
  { code: 'claim-twice', severity: 'error', exit: 'E_TASK_CLAIMED', means: 'two active sessions hold the same task', repair: 'where the task itself names one of the two: the other’s claim goes' },
  { code: 'claim-on-nothing', severity: 'warning', means: 'a session holds a task that is finished, archived or not there', repair: 'the claim goes' },
  { code: 'work-without-claim', severity: 'warning', means: 'the task says that a session works on it, which does not hold it', repair: 'where that session is not active: the task goes back to pending' },
  { code: 'focus-not-held', severity: 'warning', means: 'the session works on a task that it does not hold, so that another may take it' },
  { code: 'focus-out-of-scope', severity: 'info', means: 'the task was moved out of the session’s scope; the session may still finish it' },
  { code: 'scope-empty', severity: 'warning', means: 'the root of the session’s scope is gone: it selects nothing' },
  { code: 'several-active', severity: 'warning', means: 'multiSession.enabled is false and several sessions are active: no terminal is bound by that rule' },
  { code: 'session-stale', severity: 'warning', means: 'the session is silent for so long that its agent is probably gone; its tasks stay taken' },
  { code: 'conversation-twice', severity: 'error', exit: 'E_SESSION_STATE', means: 'one conversation speaks for two sessions: its work may be recorded for the wrong one' },
  { code: 'pointer-stale', severity: 'info', means: 'the session of this working tree is not active any more: commands here are not bound', repair: 'the pointer goes' },
  { code: 'pointer-damaged', severity: 'warning', means: 'what is in it is no session’s id: commands here are not bound', repair: 'put aside' },
  // Harnesses.
  { code: 'hooks-outdated', severity: 'warning', means: 'the hooks of this harness are those of another version: events may be missing' },
  { code: 'hooks-unreadable', severity: 'warning', means: 'whether hooks are installed there cannot be told, and the harness may ignore the file' },
  { code: 'hooks-disabled', severity: 'warning', means: 'nothing of what the agent does there is recorded by itself' },
  { code: 'hooks-doubled', severity: 'info', means: 'each event comes twice; stint counts it once' },
  { code: 'hook-silent', severity: 'error', exit: 'E_BACKEND', means: 'the installed hook was run as the harness runs it, and left no event' },
  { code: 'hook-unproven', severity: 'info', means: 'the hook records when it is run, but whether the harness runs it can only be seen there' },
] as const satisfies readonly FindingRow[];

export type FindingCode = (typeof rows)[number]['code'];

/** Everything that `stint doctor` can find; docs/doctor.md explains each. */
export const findingTable: readonly (FindingRow & { readonly code: FindingCode })[] = rows;
