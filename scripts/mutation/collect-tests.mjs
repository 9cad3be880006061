// Stands for `vitest` where tests run in the process of the mutants: collects them, and gives vitest's own `expect`.
import { format } from 'node:util';
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
export const expect = Object.assign(
  (value, message) => chai.expect(value, message),
  chai.expect,
  globalThis[ASYMMETRIC_MATCHERS_OBJECT],
);
expect.getState = () => getState(expect);
expect.setState = (state) => setState(state, expect);
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, writable: true, configurable: true });
setState({ assertionCalls: 0, isExpectingAssertions: false, environment: 'node', currentTestName: '' }, expect);

const newSuite = (name, parent) => ({ name, parent, beforeAll: [], beforeEach: [], afterEach: [], hasBegun: false });
let file = '';
let suite = newSuite('', null);
let tests = [];

export const beginFile = (path) => {
  file = path;
  suite = newSuite('', null);
};

/** The tests of the files that were loaded since the last time, each with its file and its suite. */
export const takeCollected = () => {
  const taken = tests;
  tests = [];
  return taken;
};

/** The name of a row of `each`: %s and its like, %# and $key. */
const rowName = (name, row, at) => {
  const values = Array.isArray(row) ? row : [row];
  const numbered = name.replaceAll('%#', String(at));
  const filled = numbered.includes('%')
    ? format(numbered, ...values.slice(0, (numbered.match(/%[sdifjoO]/g) ?? []).length))
    : numbered;
  return filled.replaceAll(
    /\$([\w.]+)/g,
    (whole, path) => path.split('.').reduce((value, key) => value?.[key], values[0]) ?? whole,
  );
};

const collector = (add) => {
  const collect = (name, first, second) => add(name, typeof first === 'function' ? first : second);
  const skip = Object.assign(() => {}, { each: () => () => {} });
  return Object.assign(collect, {
    skip,
    skipIf: (condition) => (condition ? skip : collect),
    runIf: (condition) => (condition ? collect : skip),
    each: (rows) => (name, work) => {
      for (const [at, row] of rows.entries()) collect(rowName(name, row, at), () => work(...(Array.isArray(row) ? row : [row])));
    },
  });
};

export const describe = collector((name, work) => {
  const parent = suite;
  suite = newSuite(name, parent);
  work();
  suite = parent;
});
export const test = collector((name, work) => tests.push({ file, suite, name, work }));
export const it = test;
export const beforeAll = (work) => suite.beforeAll.push(work);
export const beforeEach = (work) => suite.beforeEach.push(work);
export const afterEach = (work) => suite.afterEach.push(work);
/** Folders of a suite stay until the process ends: another mutant runs the same suite again. */
export const afterAll = () => {};
