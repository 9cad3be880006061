import { describe, expect, test } from 'vitest';
import { bySeverity, finding, gravestOf, repairLine } from '../../../src/domain/doctor/finding';
import { type FindingCode, findingTable } from '../../../src/domain/doctor/finding-table';

describe('a finding', () => {
  test('takes its severity and its meaning from the table', () => {
    expect(finding('file-missing', 'todo.json is not there')).toStrictEqual({
      code: 'file-missing',
      severity: 'error',
      message: 'todo.json is not there',
      means: 'commands fail with 52; nothing is made anew in its place, since that would hide the loss',
    });
  });

  test('says where it is, and what mends it', () => {
    const where = { file: '.stint/session.log', line: 3, column: 7, fix: repairLine };
    expect(finding('log-missing', 'session.log is not there', where)).toStrictEqual({
      code: 'log-missing',
      severity: 'info',
      message: 'session.log is not there',
      means: 'the human log begins anew with the next record',
      file: '.stint/session.log',
      line: 3,
      column: 7,
      fix: 'stint doctor --repair',
    });
  });

  test('is one of the table', () => {
    expect(() => finding('no-such' as FindingCode, 'x')).toThrow(new Error('no-such is no finding of the table'));
  });
});

describe('the table of findings', () => {
  test('names each once, and gives an exit code to errors and to nothing else', () => {
    const codes = findingTable.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, severity, exit } of findingTable) expect([code, exit !== undefined]).toEqual([code, severity === 'error']);
  });

  test('every error can be the gravest', () => {
    for (const { code, exit } of findingTable.filter(({ severity }) => severity === 'error'))
      expect(gravestOf([{ code }])).toStrictEqual({ code: exit, finding: { code } });
  });
});

describe('the gravest', () => {
  const rows: readonly [string, readonly FindingCode[], string | undefined, FindingCode | undefined][] = [
    ['nothing', [], undefined, undefined],
    ['no errors', ['claim-on-nothing', 'journal-missing'], undefined, undefined],
    ['what a newer stint wrote, before all', ['file-unreadable', 'file-newer', 'file-damaged'], 'E_STORE_VERSION', 'file-newer'],
    ['what cannot be read, before damage', ['file-damaged', 'file-unreadable'], 'E_STORE_IO', 'file-unreadable'],
    ['a damaged store, before the ledger', ['ledger-damaged', 'archive-damaged'], 'E_STORE_CORRUPT', 'archive-damaged'],
    ['the ledger, before the tasks', ['uid-twice', 'ledger-damaged'], 'E_LEDGER_INVALID', 'ledger-damaged'],
    ['tasks, before claims', ['claim-twice', 'parent-cycle'], 'E_TASK_INVALID', 'parent-cycle'],
    ['claims, before sessions', ['conversation-twice', 'claim-twice'], 'E_TASK_CLAIMED', 'claim-twice'],
    ['sessions, before hooks', ['hook-silent', 'conversation-twice'], 'E_SESSION_STATE', 'conversation-twice'],
    ['hooks, before warnings', ['hooks-disabled', 'hook-silent'], 'E_BACKEND', 'hook-silent'],
    ['of two the one found first', ['commit-damaged', 'file-missing'], 'E_STORE_CORRUPT', 'commit-damaged'],
  ];
  test.each(rows)('%s', (_name, codes, code, gravest) => {
    const found = codes.map((each) => ({ code: each }));
    expect(gravestOf(found)).toStrictEqual(code === undefined ? undefined : { code, finding: { code: gravest } });
  });
});

test('errors come first, then warnings; those of one severity as they were found', () => {
  const codes: FindingCode[] = ['log-missing', 'log-damaged', 'file-damaged', 'not-plain', 'line-doubled', 'file-missing'];
  const sorted = bySeverity(codes.map((code) => finding(code, `about ${code}`)));
  expect(sorted.map(({ code }) => code)).toEqual([
    'file-damaged',
    'file-missing',
    'log-damaged',
    'line-doubled',
    'log-missing',
    'not-plain',
  ]);
  expect(sorted[0]).toStrictEqual(finding('file-damaged', 'about file-damaged'));
});
