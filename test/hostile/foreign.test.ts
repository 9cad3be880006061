import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Kind } from './kinds';
import { adopt, hookLines, logAgain, repair, typedLines } from './lines';
import { type Line, type Ran, runLine, type Where } from './run-line';
import { lookAt } from './watch';
import { clone } from './ways';

/** A project that came with a clone and has nothing wrong with it: it is shown, and left as it is until it is adopted. */
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'stint-foreign-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const harmless: Kind = { name: 'nothing', carried: true, apply: () => {} };
const untrusted = 46;

/** Does nothing to the project, whoever made it: what it asks for is not there, or it is refused for another reason first. */
const refusedElsewhere = /^(?:init|session close|resume --last|switch|import)/;

test('a project that came with a clone is shown, and left as it is until it is adopted', { timeout: 1_800_000 }, async () => {
  const root = join(scratch, 'w');
  const { world, cwd } = await clone.build(root, harmless);
  const where: Where = { root, cwd, home: world.home };
  const inside = (): string[] => [...lookAt(join(cwd, '.stint'), { inside: true })].map(([path, what]) => `${path} ${what}`);
  const before = inside();
  const faults: string[] = [];
  const run = async (line: Line): Promise<Ran> => {
    const ran = await runLine(line, where);
    faults.push(...ran.faults.map((fault) => `${line.name}: ${fault}`));
    if (JSON.stringify(inside()) !== JSON.stringify(before)) faults.push(`${line.name}: changes .stint`);
    return ran;
  };
  for (const line of [...typedLines(world.session), repair]) {
    const { exitCode, stderr } = await run(line);
    const isForeign = exitCode === untrusted && /stint init --adopt/.test(stderr);
    if (line.kind === 'write' && !isForeign && !refusedElsewhere.test(line.name))
      faults.push(`${line.name}: ends with ${exitCode}, ${stderr}`);
    if (line.kind === 'write' && exitCode === 0) faults.push(`${line.name}: succeeds`);
    if (line.kind === 'read' && exitCode === 0 && !/foreign|adopt/i.test(stderr))
      faults.push(`${line.name}: does not say whose project it is`);
  }
  for (const line of hookLines(where)) {
    const { exitCode } = await run(line);
    if (exitCode !== 0) faults.push(`${line.name}: ends with ${exitCode}`);
  }
  expect(faults).toEqual([]);
  expect((await runLine(adopt, where)).exitCode).toBe(0);
  expect((await runLine(logAgain, where)).exitCode).toBe(0);
});
