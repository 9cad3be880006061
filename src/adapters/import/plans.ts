import type { ImportBatch, ImportedTask } from '../../domain/task/import-batch';
import { type ListedTask, listOfMarkdown } from './markdown-list';
import { startTelling, type Telling } from './words';

/** The tasks of one feature or change, and what is known of it beside them. */
export type Plan = { readonly name: string; readonly text: string; readonly title?: string; readonly description?: string };

export type PlanTool = 'speckit' | 'openspec';

/**
 * Plans of Spec Kit and OpenSpec, a `tasks.md` each. The feature is the root, phases and sections are epics below it, and their
 * order is the order of the work: within a phase a task waits for the one before, those marked `[P]` side by side; of Spec
 * Kit's phases, stories wait for the phase before all of them and not for each other.
 */
export const batchFromPlans = (tool: PlanTool, plans: readonly Plan[], archived: readonly string[]): ImportBatch => {
  const telling = startTelling();
  const tasks = plans.flatMap((plan) => tasksOfPlan(tool, plan, telling));
  telling.leaveOut('changes that are archived', archived);
  if (tasks.length === 0) throw new TypeError('there is no tasks.md with items such as `- [ ] T001 Title` in it');
  return {
    source: tool,
    tasks,
    phases: [],
    translated: telling.translated,
    leftOut: telling.leftOut(),
    withoutIds: true,
    within: plans.map(({ name }) => name),
  };
};

type Named = { readonly id?: string; readonly title: string; readonly labels: readonly string[]; readonly isParallel: boolean };

/** `T001 [P] [US1] Title` or `1.1 Title`; marks that say more than the title become labels. */
const namedBy = (title: string): Named => {
  const [, id, rest = title] = /^\**((?:[A-Z]{1,4}-?\d{1,4}|\d{1,3}(?:\.\d{1,3})+)[a-z]?)\**[.:)]?\s+(.*)$/.exec(title) ?? [];
  const labels: string[] = [];
  let words = rest;
  let isParallel = false;
  for (let mark = markAt(words); mark !== undefined; mark = markAt(words)) {
    if (mark === 'P') isParallel = true;
    else labels.push(mark);
    words = words.slice(mark.length + 2).trimStart();
  }
  return { ...(id === undefined ? {} : { id }), title: words === '' ? title : words, labels, isParallel };
};

const markAt = (words: string): string | undefined => /^\[(P|US\d{1,3}|Story \d{1,3})\]/.exec(words)?.[1];

const tasksOfPlan = (tool: PlanTool, plan: Plan, telling: Telling): ImportedTask[] => {
  const { tasks: listed, leftOut } = listOfMarkdown(plan.text, { withTitles: true });
  for (const [what, items] of leftOut) telling.leaveOut(what, items);
  if (!listed.some(({ mark }) => mark !== undefined)) {
    telling.leaveOut('plans without a task', [plan.name]);
    return [];
  }
  const [first] = listed;
  const tops = listed.filter(({ above }) => above === undefined);
  const isTitled = tops.length === 1 && first?.mark === undefined;
  const titled = isTitled ? (first?.title ?? '').replace(/^(?:implementation\s+)?tasks?\b\s*[:–—-]?\s*/i, '') : '';
  const finished = listed.every(({ mark, status }) => mark === undefined || status === 'done' || status === 'cancelled');
  const description = [plan.description, isTitled ? first?.description : undefined].filter((part) => part !== undefined);
  const root: ImportedTask = {
    sourceId: plan.name,
    wantedId: plan.name,
    title: plan.title ?? (titled === '' ? plan.name : titled),
    ...(description.length === 0 ? {} : { description: description.join('\n\n') }),
    type: 'epic',
    status: finished ? 'done' : 'pending',
  };
  const names = listed.map(({ title }) => namedBy(title));
  const keys = keysOf(plan.name, listed, names, isTitled);
  const depends = dependsOf(tool, listed, names, isTitled);
  const own = listed.map((task, at): ImportedTask => {
    const { id, title, labels } = names[at] ?? { title: task.title, labels: [] };
    const key = keys[at] ?? '';
    const isGroup = task.mark === undefined;
    const files = pathsIn(`${task.title}\n${task.description ?? ''}`);
    return {
      sourceId: key,
      ...(id === undefined || isGroup ? {} : wantedIds(tool, plan.name, id)),
      title: isGroup ? task.title : title,
      ...(task.description === undefined ? {} : { description: task.description }),
      parent: task.above === undefined ? plan.name : (keys[task.above] ?? plan.name),
      type: isGroup && isPhase(listed, at, isTitled) ? 'epic' : isGroup ? 'task' : depthOf(listed, at),
      status: task.status,
      labels,
      files: isGroup ? [] : files,
      depends: (depends.get(at) ?? []).map((on) => keys[on] ?? ''),
    };
  });
  return [root, ...(isTitled ? own.slice(1) : own)];
};

/** Ids of OpenSpec count from 1 in every change, those of Spec Kit are ids; where such a one is taken, it follows the feature. */
const wantedIds = (tool: PlanTool, name: string, id: string): { readonly wantedId: string; readonly otherId?: string } =>
  tool === 'openspec' ? { wantedId: `${name}-${id}` } : { wantedId: id, otherId: `${/^\d+/.exec(name)?.[0] ?? name}-${id}` };

const isPhase = (listed: readonly ListedTask[], at: number, isTitled: boolean): boolean =>
  isTitled ? listed[at]?.above === 0 : listed[at]?.above === undefined;

const depthOf = (listed: readonly ListedTask[], at: number): 'task' | 'subtask' => {
  const above = listed[at]?.above;
  return above !== undefined && listed[above]?.mark !== undefined ? 'subtask' : 'task';
};

/** `feature/T001`, else `feature/Phase/Title`; the second of two equal ones ends in ` (2)`. */
const keysOf = (feature: string, listed: readonly ListedTask[], names: readonly Named[], isTitled: boolean): string[] => {
  const seen = new Map<string, number>();
  const keys: string[] = [];
  for (const [at, { above, mark }] of listed.entries()) {
    const { id, title } = names[at] ?? { id: undefined, title: '' };
    const start = above === undefined ? feature : keys[above];
    const key =
      isTitled && at === 0 ? feature : id !== undefined && mark !== undefined ? `${feature}/${id}` : `${start}/${title}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    keys.push(times === 1 ? key : `${key} (${times})`);
  }
  return keys;
};

/**
 * Positions that each task waits for. Phases follow each other by their tasks, so that nobody has to finish a phase by hand
 * before the next one can begin.
 */
const dependsOf = (
  tool: PlanTool,
  listed: readonly ListedTask[],
  names: readonly Named[],
  isTitled: boolean,
): ReadonlyMap<number, readonly number[]> => {
  const phases = phasesOf(listed, isTitled);
  const found = new Map<number, readonly number[]>();
  let stage: readonly number[] = [];
  let stories: readonly number[] = [];
  for (const [phase, steps] of phases) {
    const isStory = tool === 'speckit' && /user story|\bUS\d/i.test(phase === undefined ? '' : (listed[phase]?.title ?? ''));
    const last = chain(steps, names, isStory || stories.length === 0 ? stage : stories, found);
    if (isStory) stories = [...stories, ...last];
    else [stage, stories] = [last, []];
  }
  return found;
};

/** The tasks of each phase that are part of no other task, in order. */
const phasesOf = (listed: readonly ListedTask[], isTitled: boolean): ReadonlyMap<number | undefined, readonly number[]> => {
  const phaseOf: (number | undefined)[] = [];
  const phases = new Map<number | undefined, number[]>();
  for (const [at, task] of listed.entries()) {
    const above = task.above === undefined ? undefined : phaseOf[task.above];
    phaseOf[at] = task.mark === undefined && isPhase(listed, at, isTitled) ? at : above;
    if (task.mark === undefined || depthOf(listed, at) === 'subtask') continue;
    const steps = phases.get(phaseOf[at]);
    if (steps === undefined) phases.set(phaseOf[at], [at]);
    else steps.push(at);
  }
  return phases;
};

/** Lets each step wait for the one before, those side by side for the same; gives the last of them. */
const chain = (
  steps: readonly number[],
  names: readonly Named[],
  first: readonly number[],
  found: Map<number, readonly number[]>,
): readonly number[] => {
  let before = first;
  let group: number[] = [];
  let wasParallel = false;
  for (const at of steps) {
    const isParallel = names[at]?.isParallel === true;
    if (group.length > 0 && !(isParallel && wasParallel)) [before, group] = [group, []];
    group.push(at);
    wasParallel = isParallel;
    if (before.length > 0) found.set(at, before);
  }
  return group;
};

/** Paths in a text: with a slash and an extension, or in backticks with a slash. */
const pathsIn = (text: string): string[] => {
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].flatMap(([, word = '']) =>
    word.includes('/') && !word.includes('://') ? [word] : [],
  );
  const bare = [...text.matchAll(/(?<![\w/:`.@-])(?:[\w.@-]+\/)+[\w.@-]*\.\w{1,8}\b/g)].map(([word]) => word);
  return [...new Set([...quoted, ...bare])].filter((path) => path.length <= 200 && !path.startsWith('/') && !path.includes('..'));
};
