import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { relateScopes, type ScopeRelation } from '../../../src/domain/scope/conflicts';
import { type Asker, reservedFor } from '../../../src/domain/scope/ownership';
import { resolveScope } from '../../../src/domain/scope/resolve-scope';
import { parseScopeRequest, type ScopeRequest } from '../../../src/domain/scope/scope-request';
import type { Scope, Session } from '../../../src/domain/session/schema';
import type { Task } from '../../../src/domain/task/schema';
import { indexTasks } from '../../../src/domain/task/task-index';
import { makeSession, makeTask, makeWorld } from '../../support/world';

const tree = [
  makeTask('T001', { type: 'epic' }),
  makeTask('T002', { parentId: 'T001', phase: 'core' }),
  makeTask('T003', { parentId: 'T002', phase: 'testing', type: 'subtask' }),
  makeTask('T004', { parentId: 'T001', phase: 'testing' }),
  makeTask('T005', {}),
];

const ids = (scope: Scope, tasks: readonly Task[] = tree) => [...resolveScope(indexTasks(tasks), scope)].sort();

describe('resolveScope', () => {
  test.each<[string, Scope, string[]]>([
    ['epic: root and all descendants', { type: 'epic', rootTaskId: 'T001' }, ['T001', 'T002', 'T003', 'T004']],
    ['subtree', { type: 'subtree', rootTaskId: 'T002' }, ['T002', 'T003']],
    ['taskGroup: root and direct children', { type: 'taskGroup', rootTaskId: 'T001' }, ['T001', 'T002', 'T004']],
    ['task: alone', { type: 'task', rootTaskId: 'T001' }, ['T001']],
    ['epicPhase', { type: 'epicPhase', rootTaskId: 'T001', phase: 'testing' }, ['T003', 'T004']],
    ['a phase filters any type', { type: 'taskGroup', rootTaskId: 'T001', phase: 'testing' }, ['T004']],
    ['project', { type: 'project' }, ['T001', 'T002', 'T003', 'T004', 'T005']],
    ['unknown root: nothing', { type: 'epic', rootTaskId: 'T999' }, []],
    ['unknown phase: nothing', { type: 'epic', rootTaskId: 'T001', phase: 'polish' }, []],
  ])('%s', (_name, scope, expected) => expect(ids(scope)).toEqual(expected));

  test('a task added below the root later is in scope', () => {
    expect(ids({ type: 'epic', rootTaskId: 'T001' }, [...tree, makeTask('T006', { parentId: 'T003' })])).toContain('T006');
  });

  test('cycles, self-links and missing parents end and visit each task once', () => {
    const odd = [
      makeTask('A', { parentId: 'C' }),
      makeTask('B', { parentId: 'A' }),
      makeTask('C', { parentId: 'B' }),
      makeTask('D', { parentId: 'D' }),
      makeTask('E', { parentId: 'gone' }),
    ];
    expect(ids({ type: 'subtree', rootTaskId: 'A' }, odd)).toEqual(['A', 'B', 'C']);
    expect(ids({ type: 'subtree', rootTaskId: 'D' }, odd)).toEqual(['D']);
    expect(ids({ type: 'subtree', rootTaskId: 'E' }, odd)).toEqual(['E']);
  });

  test('a chain of 100,000 tasks does not overflow the stack', () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => makeTask(`C${at}`, at === 0 ? {} : { parentId: `C${at - 1}` }));
    expect(resolveScope(indexTasks(chain), { type: 'subtree', rootTaskId: 'C0' }).size).toBe(100_000);
  });

  const anyForest = fc
    .array(fc.record({ parent: fc.option(fc.nat({ max: 14 })), phase: fc.constantFrom('a', 'b', undefined) }), {
      minLength: 1,
      maxLength: 15,
    })
    .map((rows) =>
      rows.map(({ parent, phase }, at) =>
        makeTask(`N${at}`, { ...(parent === null ? {} : { parentId: `N${parent}` }), ...(phase === undefined ? {} : { phase }) }),
      ),
    );

  /** Membership by climbing from each task, which has nothing in common with the search from the root. */
  const belowByClimbing = (tasks: readonly Task[], id: string, root: string): boolean => {
    const seen = new Set<string>();
    for (let at: string | undefined = id; at !== undefined && !seen.has(at); ) {
      if (at === root) return true;
      seen.add(at);
      at = tasks.find((task) => task.id === at)?.parentId;
    }
    return false;
  };

  test('equals the set computed naively, on any forest with cycles', () => {
    fc.assert(
      fc.property(anyForest, fc.nat({ max: 14 }), fc.constantFrom('a', undefined), (tasks, rootAt, phase) => {
        const root = `N${rootAt}`;
        const scope: Scope = { type: 'subtree', rootTaskId: root, ...(phase === undefined ? {} : { phase }) };
        const naive = tasks
          .filter((task) => tasks.some((one) => one.id === root) && belowByClimbing(tasks, task.id, root))
          .filter((task) => phase === undefined || task.phase === phase)
          .map((task) => task.id)
          .sort();
        expect(ids(scope, tasks)).toEqual(naive);
      }),
    );
  });
});

describe('relateScopes', () => {
  const set = fc.uniqueArray(fc.nat({ max: 8 })).map((numbers) => new Set(numbers.map(String)));
  const mirrored: Record<ScopeRelation, ScopeRelation> = {
    disjoint: 'disjoint',
    same: 'same',
    inside: 'contains',
    contains: 'inside',
    overlap: 'overlap',
  };

  test('is symmetric and agrees with the intersection computed naively', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const shared = [...a].filter((id) => b.has(id)).length;
        const naive =
          shared === 0
            ? 'disjoint'
            : shared === a.size && shared === b.size
              ? 'same'
              : shared === a.size
                ? 'inside'
                : shared === b.size
                  ? 'contains'
                  : 'overlap';
        expect(relateScopes(a, b)).toBe(naive);
        expect(relateScopes(b, a)).toBe(mirrored[naive]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('reservedFor', () => {
  const outer = makeSession('aaaaaa', 'epic:T001');
  const inner = makeSession('bbbbbb', 'subtree:T002');
  const beside = makeSession('cccccc', 'taskGroup:T002');
  const innermost = makeSession('dddddd', 'task:T003');
  const resting = { ...inner, status: 'suspended' as const };
  const nobody = undefined;
  test.each<[string, Session[], Asker | undefined, string, string | undefined]>([
    ['the only scope around it owns a task', [outer], nobody, 'T003', 'aaaaaa'],
    ['the innermost of two', [outer, inner], nobody, 'T003', 'bbbbbb'],
    ['the innermost of three, in whatever order', [innermost, outer, inner], nobody, 'T003', 'dddddd'],
    ['the outer one owns the rest', [outer, inner], nobody, 'T004', 'aaaaaa'],
    ['its own owner is not kept from it', [outer, inner], inner, 'T003', undefined],
    ['the outer session is', [outer, inner], outer, 'T003', 'bbbbbb'],
    ['a session with another scope is', [outer, inner], makeSession('eeeeee', 'task:T005'), 'T003', 'bbbbbb'],
    ['one that is about to start inside owns its part', [outer], { scope: innermost.scope }, 'T003', undefined],
    ['and nothing else', [outer], { scope: innermost.scope }, 'T004', 'aaaaaa'],
    ['one that is about to start around leaves the inner part', [inner], { scope: outer.scope }, 'T003', 'bbbbbb'],
    ['a suspended session reserves nothing', [resting], nobody, 'T003', undefined],
    ['a suspended one that is about to go on owns its part', [outer, resting], resting, 'T003', undefined],
    ['the same set twice has no owner', [inner, { ...inner, id: beside.id }], nobody, 'T003', undefined],
    ['nothing is reserved outside of every scope', [innermost], nobody, 'T004', undefined],
  ])('%s', (_name, sessions, asker, id, expected) => {
    const { state } = makeWorld({ tasks: tree, sessions });
    expect(reservedFor(state, asker)(id)?.id.slice(-6)).toBe(expected);
  });

  test('agrees with the rule written out: one scope that lies strictly inside all others around the task', () => {
    const scopes = tree.flatMap(({ id }) => [`subtree:${id}`, `taskGroup:${id}`, `task:${id}`]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...scopes), { maxLength: 6 }), fc.option(fc.nat({ max: 5 })), (drawn, who) => {
        const sessions = drawn.map((scope, at) => makeSession(`00000${at}`, scope));
        const { state } = makeWorld({ tasks: tree, sessions });
        const asker = who === null ? undefined : sessions[who];
        for (const { id } of tree) {
          const around = sessions.filter(({ scope }) => resolveScope(indexTasks(tree), scope).has(id));
          const size = (session: Session) => resolveScope(indexTasks(tree), session.scope);
          const owner = around.find((one) =>
            around.every(
              (other) =>
                other === one || (size(other).size > size(one).size && [...size(one)].every((task) => size(other).has(task))),
            ),
          );
          expect(reservedFor(state, asker)(id)?.id).toBe(owner === asker ? undefined : owner?.id);
        }
      }),
    );
  });
});

describe('parseScopeRequest', () => {
  test.each<[string, ScopeRequest, unknown]>([
    ['TYPE:ID', { scope: 'epic:T001' }, { type: 'epic', root: 'T001' }],
    ['kebab aliases', { scope: 'task-group:T001' }, { type: 'taskGroup', root: 'T001' }],
    [
      'TYPE and --root',
      { scope: 'epicPhase', root: 'T001', phase: 'testing' },
      { type: 'epicPhase', root: 'T001', phase: 'testing' },
    ],
    ['epic-phase', { scope: 'epic-phase:T001', phase: 'x' }, { type: 'epicPhase', root: 'T001', phase: 'x' }],
    ['TYPE:ID and the same --root', { scope: 'epic:T001', root: 'T001' }, { type: 'epic', root: 'T001' }],
    ['ID alone', { scope: 'T001' }, { root: 'T001' }],
    ['--root alone', { root: 'T001' }, { root: 'T001' }],
    ['nothing', {}, {}],
    ['different roots', { scope: 'epic:T001', root: 'T002' }, 'E_USAGE'],
    ['unknown type', { scope: 'epik:T001' }, 'E_USAGE'],
    ['a prototype name is no type', { scope: 'constructor:T001' }, 'E_USAGE'],
    ['project cannot be typed', { scope: 'project:T001' }, 'E_USAGE'],
    ['epicPhase without a phase', { scope: 'epicPhase:T001' }, 'E_USAGE'],
    ['no root', { scope: 'epic:' }, 'E_USAGE'],
    ['a type alone', { scope: 'epic' }, 'E_USAGE'],
    ['empty', { scope: '' }, 'E_USAGE'],
    ['empty phase', { scope: 'T001', phase: '' }, 'E_USAGE'],
  ])('%s', (_name, request, expected) => {
    const parsed = parseScopeRequest(request);
    expect(parsed.ok ? parsed.scope : parsed.refusals[0].code).toEqual(expected);
  });

  test('a mistyped type names the nearest', () => {
    const parsed = parseScopeRequest({ scope: 'epik:T001' });
    expect(parsed.ok ? '' : parsed.refusals[0].message).toContain('did you mean epic?');
  });
});
