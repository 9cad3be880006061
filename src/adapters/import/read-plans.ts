import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ImportBatch } from '../../domain/task/import-batch';
import { batchFromPlans, type Plan, type PlanTool } from './plans';
import { isFile, isFolder, readText } from './read-json';

/**
 * The plans at a path: the file `tasks.md` of one, its folder, or the folder that holds all of them. `at` is that last one,
 * whichever was named, so that a plan is known again by every way to it.
 */
export const readPlans = (tool: PlanTool, path: string): ImportBatch & { readonly at: string } => {
  const folder = isFile(path) ? dirname(path) : path;
  const isOne = isFile(join(folder, 'tasks.md'));
  const at = isOne ? dirname(folder) : folder;
  const names = isOne ? [basename(folder)] : foldersIn(at).filter((name) => isFile(join(at, name, 'tasks.md')));
  const plans = names.map((name) => (tool === 'openspec' ? changeIn(at, name) : featureIn(at, name)));
  const archived = tool === 'openspec' && !isOne ? foldersIn(join(at, 'archive')) : [];
  return { ...batchFromPlans(tool, plans, archived), at };
};

const foldersIn = (folder: string): string[] =>
  isFolder(folder)
    ? readdirSync(folder)
        .filter((name) => isFolder(join(folder, name)))
        .sort()
    : [];

const featureIn = (folder: string, name: string): Plan => {
  const beside = ['spec.md', 'plan.md', 'research.md', 'data-model.md', 'quickstart.md'].filter((file) =>
    isFile(join(folder, name, file)),
  );
  const text = readText(join(folder, name, 'tasks.md'));
  return { name, text, ...(beside.length === 0 ? {} : { description: `Documents beside its tasks: ${beside.join(', ')}` }) };
};

/** The proposal says what the change is about, its specs what it changes. */
const changeIn = (folder: string, name: string): Plan => {
  const proposal = join(folder, name, 'proposal.md');
  const about = isFile(proposal)
    ? readText(proposal)
        .replace(/^\uFEFF/, '')
        .trim()
    : '';
  const [, title] = /^#[ \t]+(?:(?:change|proposal)[ \t]*:[ \t]*)?(.+?)[ \t]*$/im.exec(about) ?? [];
  const specs = foldersIn(join(folder, name, 'specs'));
  const description = [about, ...(specs.length === 0 ? [] : [`Specs that change: ${specs.join(', ')}`])].filter(
    (part) => part !== '',
  );
  return {
    name,
    text: readText(join(folder, name, 'tasks.md')),
    ...(title === undefined ? {} : { title }),
    ...(description.length === 0 ? {} : { description: description.join('\n\n') }),
  };
};
