/**
 * The block in CLAUDE.md and AGENTS.md that tells an agent how to use stint: between two marker lines, the first with the
 * version of the text. Everything outside of it is the user's own.
 */
export const agentsBlockVersion = 1;

const lines = [
  `<!-- stint:begin v${agentsBlockVersion} -->`,
  '## Tasks and work sessions: stint',
  'Work in this repository goes through `stint`, so that several agents and people do not get in each other’s way.',
  '- See what there is: `stint dash`, `stint next`, `stint show T001`. `--json` gives answers to parse, `--help` examples.',
  '- Begin: `stint start T001` takes that scope and a first task in it; `stint resume --last` goes on with an earlier session.',
  '- Work: `stint wip T001` takes a task in hand, `stint log "…"` records a remark, `stint focus note "…"` is for whoever comes next.',
  '- Finish each task: `stint done T001 --reason "what was done"`; with `--next` it takes the next one. New work: `stint add "…"`.',
  '- Stop: `stint end --note "…"`, or `stint suspend` when you come back.',
  '- Exit 32: the scope is taken; take one that the answer names as free. 35: somebody else holds that task; `stint next`.',
  '  36: no session is bound to this conversation; `stint start` or `stint resume`.',
  '- Leave the files in `.stint/` to stint, and other agents’ sessions to them.',
  '<!-- stint:end -->',
];

const begin = /^<!-- stint:begin v(\d{1,6}) -->[ \t]*$/m;
const wholeBlock = /^<!-- stint:begin v\d{1,6} -->[ \t]*\r?\n[\s\S]*?^<!-- stint:end -->[ \t]*$/m;

export type AgentsBlockState = 'absent' | 'current' | 'outdated';

/** A block of a newer version than ours counts as current: the older program does not put it back. */
export const agentsBlockState = (text: string): AgentsBlockState => {
  const version = begin.exec(text)?.[1];
  if (version === undefined) return 'absent';
  if (Number(version) > agentsBlockVersion) return 'current';
  return wholeBlock.exec(text)?.[0].replaceAll('\r', '') === lines.join('\n') ? 'current' : 'outdated';
};

/**
 * `text` with the block of this version: in place of an older one, else at the end. undefined where a block begins and does
 * not end: what belongs to it cannot be told.
 */
export const withAgentsBlock = (text: string): string | undefined => {
  const state = agentsBlockState(text);
  if (state === 'current') return text;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const block = lines.join(newline);
  if (state === 'outdated') return wholeBlock.test(text) ? text.replace(wholeBlock, () => block) : undefined;
  if (text.trim() === '') return `${block}${newline}`;
  return `${text}${text.endsWith('\n') ? '' : newline}${newline}${block}${newline}`;
};
