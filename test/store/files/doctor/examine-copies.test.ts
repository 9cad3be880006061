import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { examineFiles } from '../../../../src/store/files/doctor/examine-files';
import { type ExamProject, examProject, nothingFound, told } from './exam-project';
import { repair } from './sample';

let project: ExamProject;
beforeEach(async () => {
  project = await examProject();
});
afterEach(() => project.remove());

describe('copies of the file of the last commit', () => {
  const good = () => project.text('todo.json');
  test.each([
    ['todo.json.kept-0123abcd', true],
    ['todo.json.new-abc', true],
    ['todo.json.orig', true],
    ['todo.json.bak', true],
    ['todo.json~', true],
    ['backup/todo.json.20260304T050607Z', true],
    ['backup/anything.json.2', true],
    ['todo.json.orig2', false],
    ['todo.json.bak2', false],
    ['todo.json~2', false],
    ['todo.json.old', false],
    ['backup/todo.json', false],
    ['other/todo.json.bak', false],
  ])('%s', async (name, isCopy) => {
    const text = good();
    project.write(name, text);
    project.write('todo.json', '');
    const { mends, findings } = await project.exam();
    const back = ['todo.json', 'file-damaged', `put back .stint/${name}, the file of the last commit`, text, ''];
    expect(mends).toEqual(isCopy ? [back] : []);
    expect(findings).toEqual([told('file-damaged', 'todo.json', isCopy ? repair : 'vi +1 .stint/todo.json')]);
  });

  test('are found among others, and others that cannot be read do not matter', async () => {
    const text = good();
    project.write('config.json.bak/x', '');
    symlinkSync('nowhere', project.path('todo.json.orig'));
    project.write('backup/a.json.1', `${text} `);
    project.write('backup/b.json.1', text);
    project.write('backup/c.json.1', '');
    project.delete('todo.json');
    expect((await project.exam()).mends).toEqual([
      ['todo.json', 'file-missing', 'put back .stint/backup/b.json.1, the file of the last commit', text, null],
    ]);
  });
});

describe('a project without commits', () => {
  beforeEach(() => {
    project.delete('journal');
    project.write('journal/0/x', '');
    project.delete('journal/0/x');
    for (const file of ['ledger.jsonl', 'session.log', 'events', 'archive']) project.delete(file);
  });

  test('may have neither tasks nor sessions, as in a fresh clone', async () => {
    project.delete('todo.json');
    project.delete('sessions.json');
    expect(await project.exam()).toEqual(nothingFound);
    project.delete('config.json');
    expect(await project.exam()).toEqual({ ...nothingFound, findings: [told('config-missing', 'config.json', 'stint init')] });
    const { lineOf, entryIds } = await examineFiles(project.journal);
    expect([lineOf('todo.json', 'T001'), entryIds().size]).toEqual([undefined, 0]);
  });

  test('may have no sessions where something else is in the place of the tasks', async () => {
    project.delete('todo.json');
    project.delete('sessions.json');
    project.write('todo.json/x', '');
    expect((await project.exam()).findings).toEqual([
      told('file-unreadable', 'todo.json', 'ls -ld .stint/todo.json'),
      told('file-missing', 'sessions.json', 'cp BACKUP/.stint/sessions.json .stint/sessions.json'),
    ]);
  });

  test('may not have one of them alone', async () => {
    project.delete('todo.json');
    expect((await project.exam()).findings).toContainEqual(
      told('file-missing', 'todo.json', 'cp BACKUP/.stint/todo.json .stint/todo.json'),
    );
  });

  test('may have no journal', async () => {
    project.delete('journal');
    project.delete('todo.json');
    project.delete('sessions.json');
    expect(await project.exam()).toEqual({ ...nothingFound, findings: [['journal-missing', '.stint/journal', undefined]] });
    expect((await examineFiles(project.journal)).tip).toBeUndefined();
  });
});
