import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { conversations, harnessOf, hookTable } from '../harness/expected-hooks';
import { hookSamples, sampleLines } from '../harness/sample';
import { hookFolder, runHook, sampleCall, spooled } from '../support/hook-program';
import { projectAt } from '../support/scratch-project';

/** A project in which nothing is to do: each sample gets one of its own. */
const emptyProject = async () => {
  const project = projectAt(hookFolder());
  await project.ok('stint init');
  return project;
};

const answering = (name: string): boolean => /sessionStart|SessionStart/.test(name);

describe.concurrent('every sample, sent to the program as its harness does', () => {
  test.each(hookSamples)('%s', async (name) => {
    const { dir } = await emptyProject();
    const { argv, stdin, env } = sampleCall(name, dir);
    const run = await runHook(argv, { cwd: dir, env, stdin });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout === '').toBe(!answering(name));
    const { tool, ...expected } = JSON.parse(JSON.stringify(hookTable[name]).replaceAll('/home/dev/acme-api', dir));
    const harness = harnessOf(name);
    const conversation = expected.conversation ?? conversations[harness];
    expect(readdirSync(`${dir}/.stint/spool`)).toEqual([`${conversation}.jsonl`]);
    const lines = spooled(dir);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ v: 1, harness, conversation, ...withoutFolder(expected) });
    expect(lines[0].tool?.writes).toBeUndefined();
    expect(Object.keys(lines[0])).not.toContain('prompt');
    expect(JSON.stringify(lines[0])).not.toContain('LIMIT = 60');
  });

  test("what OpenCode's plugin sends", async () => {
    const { dir } = await emptyProject();
    const sent = sampleLines('opencode/plugin-events.jsonl').map((line) => line.replaceAll('/home/dev/acme-api', dir));
    for (const stdin of sent) expect(await runHook(['opencode'], { cwd: dir, stdin })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(spooled(dir)).toHaveLength(sent.length);
    const text = readFileSync(`${dir}/.stint/spool/ses_5a1f00c0effeA1B2C3D4E5F6G7.jsonl`, 'utf8');
    expect(text).toContain(`{"type":"file_write","path":"${dir}/src/rate-limit.ts"}`);
    expect(text).toContain('{"type":"command","command":"npm test","exitCode":1,"failed":true}');
    expect(text).toContain('"output":260');
    expect(text).not.toContain('Implement acme-42');
  });
});

/** The table speaks of paths only where they are absolute; a key is made of the payload, which names the folder. */
const withoutFolder = (expected: Record<string, unknown>): Record<string, unknown> => {
  const { transcriptPath: _transcript, ...rest } = expected;
  return rest;
};
