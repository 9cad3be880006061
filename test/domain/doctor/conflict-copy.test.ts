import { expect, test } from 'vitest';
import { conflictCopyOf } from '../../../src/domain/doctor/conflict-copy';

test.each([
  ["todo (Ann's conflicted copy 2026-03-04).json", 'todo.json'],
  ['todo (conflicted copy 2026-03-04 101112).json', 'todo.json'],
  ['todo (In Konflikt stehende Kopie von Ann 2026-03-04).json', 'todo.json'],
  ['todo (Copie en conflit de Ann 2026-03-04).json', 'todo.json'],
  ['todo (Copia en conflicto de Ann 2026-03-04).json', 'todo.json'],
  ['todo (Case Conflict).json', 'todo.json'],
  ['ledger.sync-conflict-20260304-101112-ABCDEF7.jsonl', 'ledger.jsonl'],
  ['session_20260304_050607_aaaaaa.sync-conflict-20260304-101112.jsonl', 'session_20260304_050607_aaaaaa.jsonl'],
  ['sessions_conflict-20260304-101112.json', 'sessions.json'],
  ['todo (SFConflict ann@example.org 2026-03-04-10-11-12).json', 'todo.json'],
  ['todo_DiskStation_Mar-04-101112-2026_Conflict.json', 'todo.json'],
  ['todo [conflicted].json', 'todo.json'],
  ['todo.json.Conflict', 'todo.json'],
  ['todo 2.json', 'todo.json'],
  ['todo (1).json', 'todo.json'],
  ['.gitignore 2', '.gitignore'],
  ['events 2', 'events'],
  ['12 2.done', '12.done'],
  ['todo-DESKTOP-4711ABC.json', 'todo.json'],
  ['session-annsmac.log', 'session.log'],
])('%s is a copy of %s', (name, original) => {
  expect(conflictCopyOf(name)).toBe(original);
});

test.each([
  'todo.json',
  'session.log',
  'session.log.1',
  'session_20260304_050607_aaaaaa.jsonl',
  'unbound.jsonl',
  'todo.json.kept-0af9c21b',
  '12.abcdefghijkl.todo.json',
  'next-abcdefghijkl',
  'trash-1-abcdefghijkl',
  'conflict.json',
  '-2.json',
  '.lock',
  ' 2',
  'a1b2-c3d4.jsonl',
])('%s is none', (name) => {
  expect(conflictCopyOf(name)).toBeUndefined();
});
