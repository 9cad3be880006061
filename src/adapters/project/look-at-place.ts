import { accessSync, constants, existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { conflictCopyOf } from '../../domain/doctor/conflict-copy';
import { type Finding, finding } from '../../domain/doctor/finding';
import { isTrackedBy } from '../../domain/ledger/tracking-files';
import { foreignNotice } from '../../domain/project/trust';
import { shellWord } from '../../domain/text/shell-word';
import { findCheckout, readSmall } from '../git/find-checkout';
import { runGit } from '../git/run-git';
import { openTrackConfig } from '../git/track-config';
import type { Environment } from '../harness/table';
import { agentFolder, outdatedAgentFiles } from './agent-files';
import type { ProjectLocation } from './find-project';

const timeLimitMs = 10_000;

/** What is wrong with the place of a project: rights, git, working trees, and the blocks for agents. */
export const lookAtPlace = async (project: ProjectLocation, env: Environment): Promise<Finding[]> => [
  ...trust(project),
  ...rights(project),
  ...keptEdits(project),
  ...conflictCopies(project),
  ...(await gitOf(project, env)),
  ...shadows(project),
  ...outdatedAgentFiles(project).map((name) => {
    const path = join(agentFolder(project), name);
    return finding('agents-block-outdated', `the block for agents in ${name} is of another version`, {
      file: relative(project.root, path).startsWith('..') ? path : relative(project.root, path),
      line: lineOfBlock(path),
      fix: name === 'CLAUDE.md' ? 'stint init --claude-md' : 'stint init --agents-md',
    });
  }),
];

const lineOfBlock = (path: string): number =>
  (readSmall(path) ?? '').split('\n').findIndex((line) => line.startsWith('<!-- stint:begin')) + 1;

const trust = ({ trust: found, stintDir }: ProjectLocation): Finding[] =>
  found.kind === 'known'
    ? []
    : [
        finding('project-foreign', foreignNotice(found, stintDir), {
          file: '.stint',
          fix: found.mayBecomeKnown ? 'stint init' : 'stint init --adopt',
        }),
      ];

const isLedgerTracked = ({ stintDir }: ProjectLocation): boolean =>
  isTrackedBy(readSmall(join(stintDir, '.gitattributes')) ?? '');

/** What git may hold, and thus makes with the rights that everything in the checkout has. */
const sharedFiles = (project: ProjectLocation): readonly string[] => [
  'config.json',
  '.gitignore',
  '.gitattributes',
  ...(isLedgerTracked(project) ? ['ledger.jsonl'] : []),
];

const rights = (project: ProjectLocation): Finding[] => {
  const { stintDir } = project;
  const findings: Finding[] = [];
  // What is gone is told by those who look for its files.
  if (!existsSync(stintDir)) return [];
  try {
    accessSync(stintDir, constants.W_OK);
  } catch (error) {
    // Whatever the reason: it may not be written to.
    const isReadOnly = error instanceof Error && 'code' in error && error.code === 'EROFS';
    findings.push(
      isReadOnly
        ? finding('folder-unwritable', `${stintDir} is mounted read-only, as in the sandbox of an agent`, { file: '.stint' })
        : finding('folder-unwritable', `${stintDir} may not be written to`, { file: '.stint', fix: 'chmod u+rwx .stint' }),
    );
  }
  const { mode } = statSync(stintDir);
  if (process.platform === 'win32' || (mode & 0o011) === 0) return findings;
  const shared = sharedFiles(project);
  const inside = readdirSync(stintDir).filter((name) => {
    const status = lstatSync(join(stintDir, name), { throwIfNoEntry: false });
    return status !== undefined && !shared.includes(name) && (status.mode & (status.isDirectory() ? 0o022 : 0o066)) !== 0;
  });
  // Whoever may write to the folder can put another file in the place of one that is not theirs.
  const open = (mode & 0o022) === 0 ? inside : ['.stint', ...inside];
  if (open.length > 0)
    findings.push(
      finding('permissions-open', `others may read or change ${open.slice(0, 5).join(', ')}${open.length > 5 ? ', …' : ''}`, {
        file: '.stint',
        fix: 'chmod -R go= .stint',
      }),
    );
  return findings;
};

const keptEdits = ({ stintDir }: ProjectLocation): Finding[] =>
  (existsSync(stintDir) ? readdirSync(stintDir) : []).flatMap((name) => {
    const original = /^(.+)\.kept-[0-9a-f]{8}$/.exec(name)?.[1];
    if (original === undefined) return [];
    return [
      finding('edit-kept', `an edit of ${original} was put aside`, {
        file: `.stint/${name}`,
        fix: `diff ${shellWord(`.stint/${original}`)} ${shellWord(`.stint/${name}`)}`,
      }),
    ];
  });

const conflictCopies = ({ stintDir }: ProjectLocation): Finding[] => {
  const journal = foldersIn(join(stintDir, 'journal')).map((name) => join('journal', name));
  const copies = ['', ...liveFolders, ...journal].flatMap((folder) =>
    namesIn(join(stintDir, folder)).flatMap((name) => {
      const original = conflictCopyOf(name);
      return original === undefined ? [] : [{ path: join('.stint', folder, name), original: join('.stint', folder, original) }];
    }),
  );
  const shown = copies.slice(0, mostCopies).map(({ path, original }) =>
    finding('sync-conflict', `a copy of ${original} that a program which synchronises folders has put there`, {
      file: path,
      fix: `diff -r ${shellWord(original)} ${shellWord(path)}`,
    }),
  );
  const rest = copies.length - shown.length;
  return rest === 0 ? shown : [...shown, finding('sync-conflict', `${rest} more of such copies`, { file: '.stint' })];
};

const mostCopies = 20;
const liveFolders = ['archive', 'events', 'alive', 'spool', 'journal'];

/** Not through a link, and nothing where there is no folder. */
const namesIn = (folder: string): string[] => {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder) : [];
  } catch {
    // What cannot be listed is told by those who need what is in it.
    return [];
  }
};

const foldersIn = (folder: string): string[] =>
  namesIn(folder).filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true);

const gitOf = async (project: ProjectLocation, env: Environment): Promise<Finding[]> => {
  const { root, stintDir } = project;
  if (findCheckout(root) === undefined) return [];
  const findings: Finding[] = [];
  if (existsSync(stintDir) && !existsSync(join(stintDir, '.gitignore')))
    findings.push(
      finding('gitignore-missing', '.stint/.gitignore is not there', { file: '.stint/.gitignore', fix: 'stint init' }),
    );
  const listed = await runGit(['ls-files', '-z', '--', '.stint'], { cwd: root, env, timeLimitMs });
  // Without git there is nobody who could take files back.
  if (listed.kind !== 'exit' || listed.code !== 0) return findings;
  const shared = sharedFiles(project).map((name) => `.stint/${name}`);
  const live = listed.stdout.split('\0').filter((path) => path !== '' && !shared.includes(path));
  if (live.length > 0)
    findings.push(
      finding('tracked-by-git', `git has ${live.slice(0, 5).join(', ')}${live.length > 5 ? ', …' : ''} in its index`, {
        file: live[0] ?? '.stint',
        fix: `git rm --cached ${live.slice(0, 20).map(shellWord).join(' ')}`,
      }),
    );
  const driver = isLedgerTracked(project) ? await openTrackConfig(root, env, timeLimitMs)?.driver() : '';
  if (driver === undefined)
    findings.push(
      finding('merge-driver-missing', 'this repository has no merge driver for the ledger', {
        file: '.stint/.gitattributes',
        fix: 'stint init --track ledger',
      }),
    );
  return findings;
};

const shadows = ({ stintDir, worktree, linkedWorktree }: ProjectLocation): Finding[] => {
  const own = join(worktree, '.stint');
  if (!linkedWorktree || own === stintDir || !existsSync(join(own, 'todo.json'))) return [];
  return [
    finding('project-shadowed', `${own} is not used; ${stintDir} is`, { file: own, fix: 'stint config set worktrees own' }),
  ];
};

/** The pointer files of all working trees that share the project. */
export const pointerFiles = ({ stintDir, pointerFile, commonDir }: ProjectLocation): string[] => {
  const linked = commonDir === undefined ? undefined : join(commonDir, 'worktrees');
  const others =
    linked === undefined || !existsSync(linked)
      ? []
      : readdirSync(linked).map((name) => join(linked, name, 'stint', '.current-session'));
  return [...new Set([pointerFile, join(stintDir, '.current-session'), ...others])].filter(
    (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined,
  );
};
