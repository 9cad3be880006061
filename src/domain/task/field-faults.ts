import { hasWildcard, patternLimit } from '../ledger/path-pattern';
import { messageLimitBytes, utf8Bytes } from '../text/limits';
import { nameFault } from '../text/name-fault';
import type { NewTask } from './new-task';

/** What is wrong with the texts of a task, as sentences; empty when nothing is. */
export const fieldFaults = (task: Partial<NewTask>): string[] => {
  const faults: string[] = [];
  if (task.title !== undefined && task.title.trim() === '') faults.push('a task needs a title that is not empty');
  const long = { title: task.title, description: task.description, 'blocked-by': task.blockedBy };
  for (const [name, text] of Object.entries(long)) {
    if (text !== undefined) for (const each of tooLong(name, text)) faults.push(each);
  }
  for (const text of [...(task.acceptance ?? []), ...(task.files ?? [])])
    for (const each of tooLong('acceptance or file', text)) faults.push(each);
  for (const label of task.labels ?? []) for (const each of faultsOf('label', label)) faults.push(each);
  if (task.phase !== undefined) for (const each of faultsOf('phase', task.phase)) faults.push(each);
  for (const file of task.files ?? [])
    if (hasWildcard(file) && file.length > patternLimit)
      faults.push(`the pattern ${JSON.stringify(`${file.slice(0, 20)}…`)} is longer than ${patternLimit} characters`);
  if (task.files?.includes('')) faults.push('a file needs a path that is not empty');
  if (task.depends?.includes('')) faults.push('a dependency needs an id');
  return faults;
};

/** A fault for a text over the limit of a message. */
export const tooLong = (name: string, text: string): string[] => {
  const bytes = utf8Bytes(text);
  return bytes > messageLimitBytes ? [`the ${name} has ${bytes} bytes, the limit is ${messageLimitBytes}`] : [];
};

const faultsOf = (what: string, name: string): string[] => {
  if (name.trim() === '') return [`a ${what} needs a name`];
  const fault = nameFault(name);
  return fault === undefined ? [] : [`a ${what} ${fault}`];
};
