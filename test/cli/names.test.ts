import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, scratchProject } from '../support/scratch-project';

const bad = 'opus\u202E\nsays';
const shown = 'opus<U+202E>^Jsays';

describe('a name that somebody gives', () => {
  let project: Project;
  beforeAll(async () => {
    project = await scratchProject();
  });

  test.each<[string, readonly string[], number?]>([
    ['--agent', ['start', 'T001', '--agent', bad]],
    ['--name', ['start', 'T001', '--name', bad]],
    ['--name', ['init', '--name', bad]],
    ['project.name', ['config', 'set', 'project.name', bad]],
    ['phase', ['add', 'x', '--phase', bad], 41],
    ['label', ['add', 'x', '--label', bad], 41],
  ])('%s: is refused with what would be right', async (what, line, exitCode = 2) => {
    const error = await project.refused(exitCode, line);
    expect(error.message).toContain(what);
    expect(error.message).toContain('a name of at most 64 printable characters on one line');
  });

  test('is shown without what it would do', async () => {
    const error = await project.refused(2, ['start', 'T001', '--agent', bad]);
    expect(error.message).toContain(`not "${shown}"`);
  });

  test('in STINT_AGENT is refused too, by every command', async () => {
    const error = await project.refused(2, 'stint dash', { env: { STINT_AGENT: 'x'.repeat(65) } });
    expect(error.message).toMatch(/^STINT_AGENT takes a name/);
    await project.ok('stint dash', { env: { STINT_AGENT: 'x'.repeat(64) } });
  });

  test('is read as it is where an older version has stored it', async () => {
    const older = await scratchProject();
    await older.ok('stint start T001 --agent opus');
    const sessions = older.json('.stint/sessions.json');
    sessions.sessions[0].agent = `${'x'.repeat(100)}\n`;
    sessions.sessions[0].name = 'y'.repeat(300);
    older.write('.stint/sessions.json', `${JSON.stringify(sessions)}\n`);
    const { session } = await older.data(`stint session show --session ${sessions.sessions[0].id.slice(-6)}`);
    expect([session.agent, session.name]).toEqual([`${'x'.repeat(100)}\n`, 'y'.repeat(300)]);
  });
});
