import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch, write } from '../../adapters/scratch';
import { runCli } from '../../support/run-cli';

const project = async (files: Readonly<Record<string, string>>) => {
  const cwd = scratch();
  await runCli(['init'], { cwd });
  for (const [path, text] of Object.entries(files)) write(cwd, path, text);
  // biome-ignore lint/suspicious/noExplicitAny: answers, read as a program reads them
  const json = async (...line: string[]): Promise<any> => (await runCli([...line, '--json'], { cwd })).json();
  return {
    cwd,
    json,
    free: async (): Promise<string[]> => (await json('next', '-n', '99')).data.items.map((item: { id: string }) => item.id),
    // biome-ignore lint/suspicious/noExplicitAny: records, read as they lie on disk
    tasks: (): any[] => JSON.parse(readFileSync(join(cwd, '.stint/todo.json'), 'utf8')).tasks,
  };
};

const feature = `# Tasks: Loans

**Input**: documents from \`/specs/004-loans/\`

## Format: \`[ID] [P?] [Story] Description\`

- **[P]**: side by side
- [P] also a remark

## Phase 1: Setup

**Purpose**: a place to work in

- [x] T001 Make the folders src/loans/ and tests/
- [ ] T002 [P] Linter in \`config/lint.json\`
- [ ] T003 [P] Formatter in config/format.json

## Phase 2: Foundational

- [ ] T004 Table of loans in src/loans/table.sql

**Checkpoint**: ready

## Phase 3: User Story 1 - Lend (Priority: P1)

### Tests for User Story 1

- [ ] T005 [P] [US1] Contract test in tests/lend.test.ts
- [ ] T006 [P] [US1] Whole way in tests/lend-way.test.ts

### Implementation

- [ ] T007 [US1] Lend in src/loans/lend.ts (depends on T005)

## Phase 4: User Story 2 - Give back

- [ ] T008 [US2] Give back in src/loans/return.ts

## Phase 5: Polish

- [ ] T009 Help in docs/loans.md

## Dependencies

- Setup first
\`\`\`
- [ ] T099 an example
\`\`\`
`;

describe('Spec Kit', () => {
  it('becomes a feature with phases, whose order is that of the work', async () => {
    const it = await project({ 'specs/004-loans/tasks.md': feature, 'specs/004-loans/spec.md': '# Loans\n' });
    const { data } = await it.json('import', 'speckit');
    expect([data.added, data.deadlocks, data.renamed]).toEqual([17, [], []]);
    const tasks = it.tasks();
    const titles = new Map(tasks.map(({ id, title }) => [id, title]));
    const brief = ({ id, title, type, status, parentId, labels, files, depends }: (typeof tasks)[number]) =>
      [
        /^T00[1-9]$/.test(id) ? id : title,
        type,
        status,
        titles.get(parentId) ?? '',
        labels.join(),
        files.join(),
        depends.map((on: string) => (/^T00[1-9]$/.test(on) ? on : titles.get(on))).join(),
      ].join(' | ');
    expect(tasks.map(brief)).toEqual([
      'Loans | epic | pending |  |  |  | ',
      'Phase 1: Setup | epic | pending | Loans |  |  | ',
      'T001 | task | done | Phase 1: Setup |  |  | ',
      'T002 | task | pending | Phase 1: Setup |  | config/lint.json | T001',
      'T003 | task | pending | Phase 1: Setup |  | config/format.json | T001',
      'Phase 2: Foundational | epic | pending | Loans |  |  | ',
      'T004 | task | pending | Phase 2: Foundational |  | src/loans/table.sql | T002,T003',
      'Phase 3: User Story 1 - Lend (Priority: P1) | epic | pending | Loans |  |  | ',
      'Tests for User Story 1 | task | pending | Phase 3: User Story 1 - Lend (Priority: P1) |  |  | ',
      'T005 | task | pending | Tests for User Story 1 | US1 | tests/lend.test.ts | T004',
      'T006 | task | pending | Tests for User Story 1 | US1 | tests/lend-way.test.ts | T004',
      'Implementation | task | pending | Phase 3: User Story 1 - Lend (Priority: P1) |  |  | ',
      'T007 | task | pending | Implementation | US1 | src/loans/lend.ts | T005,T006',
      'Phase 4: User Story 2 - Give back | epic | pending | Loans |  |  | ',
      'T008 | task | pending | Phase 4: User Story 2 - Give back | US2 | src/loans/return.ts | T004',
      'Phase 5: Polish | epic | pending | Loans |  |  | ',
      'T009 | task | pending | Phase 5: Polish |  | docs/loans.md | T007,T008',
    ]);
    expect(await it.free()).toEqual(['T002', 'T003']);
    for (const id of ['T002', 'T003']) await it.json('done', id, '--no-session');
    expect((await it.free())[0]).toBe('T004');
    await it.json('done', 'T004', '--no-session');
    expect((await it.free()).filter((id) => /^T00\d$/.test(id))).toEqual(['T005', 'T006', 'T008']);
  });

  it('keeps ids where they are free, and is known again by every way to it', async () => {
    const other = '# Tasks: Fines\n\n## Phase 1: Setup\n\n- [ ] T001 Fines\n- [ ] T002 Letters\n';
    const it = await project({ 'specs/004-loans/tasks.md': feature, 'specs/005-fines/tasks.md': other });
    const { data } = await it.json('import', 'speckit');
    expect(data.renamed).toEqual([]);
    expect(
      it
        .tasks()
        .slice(-2)
        .map(({ id }) => id),
    ).toEqual(['005-T001', '005-T002']);
    for (const path of ['specs/005-fines', 'specs/005-fines/tasks.md', 'specs', '.'])
      expect((await it.json('import', 'speckit', path)).data).toMatchObject({ added: 0, changed: [], gone: [] });
  });
});

describe('OpenSpec', () => {
  it('becomes a change with sections that follow each other', async () => {
    const it = await project({
      'openspec/changes/add-fines/proposal.md': '# Change: Add fines\n\n## Why\nLate books.\n',
      'openspec/changes/add-fines/tasks.md':
        '## 1. Ground\n- [x] 1.1 Table\n- [ ] 1.2 Rules\n  - [ ] per day\n\n## 2. Screens\n- [ ] 2.1 List\n',
      'openspec/changes/add-fines/specs/fines/spec.md': '## ADDED\n',
      'openspec/changes/archive/2025-01-02-old/tasks.md': '- [x] 1.1 Old\n',
    });
    const { data } = await it.json('import', 'openspec');
    expect(data.leftOut.find(({ what }: { what: string }) => what.includes('archived'))).toMatchObject({
      items: ['2025-01-02-old'],
    });
    expect(it.tasks().map(({ id, title, depends }) => [title, /^T\d/.test(id) ? '' : id, depends.length])).toEqual([
      ['Add fines', 'add-fines', 0],
      ['1. Ground', '', 0],
      ['Table', 'add-fines-1.1', 0],
      ['Rules', 'add-fines-1.2', 1],
      ['per day', '', 0],
      ['2. Screens', '', 0],
      ['List', 'add-fines-2.1', 1],
    ]);
    expect(it.tasks()[0].description).toContain('Late books.');
    expect(it.tasks()[0].description).toContain('Specs that change: fines');
    expect((await it.json('next')).data.items[0].title).toBe('per day');
  });
});

describe('a plan of numbered steps', () => {
  it('becomes tasks that follow each other', async () => {
    const it = await project({
      'plan.md':
        '# Plan\n\nWhy.\n\n## Step 1: Look\n\nRead.\n\n## Step 2: Build\n\n1. Frame\n2. Roof\n   - of wood\n\n## Notes\n\nNone.\n',
    });
    await it.json('import', 'markdown', 'plan.md', '--plan');
    const titles = new Map(it.tasks().map(({ id, title }) => [id, title]));
    expect(
      it
        .tasks()
        .map(({ title, description, parentId, depends }) => [
          title,
          description,
          titles.get(parentId),
          depends.map((on: string) => titles.get(on)).join(),
        ]),
    ).toEqual([
      ['Step 1: Look', 'Read.', undefined, ''],
      ['Step 2: Build', undefined, undefined, 'Step 1: Look'],
      ['Frame', undefined, 'Step 2: Build', ''],
      ['Roof', '- of wood', 'Step 2: Build', 'Frame'],
    ]);
  });
});
