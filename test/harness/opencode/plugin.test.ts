import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOpenCodePlugin, openCodePlugin } from '../../../src/harness/opencode/plugin';

type Callback = (input: object, output?: object) => Promise<void>;
type Callbacks = { readonly event: (input: object) => Promise<void> } & Readonly<Record<string, Callback>>;

/** The callbacks that OpenCode gets from the text of the file. */
const callbacksOf = async (text: string): Promise<Callbacks> => {
  const plugin = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
  expect(Object.keys(plugin)).toEqual(['Stint']);
  return plugin.Stint({ directory: '/p', worktree: '/p' });
};
const created = (id: string, parentID?: string) => ({
  event: {
    type: 'session.created',
    properties: { sessionID: id, info: { id, ...(parentID === undefined ? {} : { parentID }) } },
  },
});

// Whatever it starts is not found.
const path = process.env.PATH;
beforeEach(() => {
  process.env.PATH = '';
});
afterEach(() => {
  process.env.PATH = path;
});

describe.each([false, true])('the plugin, with guard: %s', (guard) => {
  const text = openCodePlugin(guard);

  it('knows itself', () => {
    expect(isOpenCodePlugin(text)).toBe(true);
    expect(text.split('\n', 1)[0]).toBe(
      '// stint: plugin for OpenCode, written by `stint hooks install opencode`. Changes in this file are lost.',
    );
    expect(text).toContain(`\nconst guard = ${guard};\n`);
  });

  it('is a program that OpenCode can load', async () => {
    expect(Object.keys(await callbacksOf(text)).sort()).toEqual([
      'event',
      'experimental.chat.system.transform',
      'shell.env',
      'tool.execute.after',
      'tool.execute.before',
    ]);
  });

  it('tells commands their conversation, in a subagent its parent', async () => {
    const callbacks = await callbacksOf(text);
    const told = async (sessionID: string | undefined) => {
      const output = { env: { A: '1' } };
      await callbacks['shell.env']?.({ sessionID }, output);
      return output.env;
    };
    await callbacks.event(created('s2', 's1'));
    await callbacks.event(created('s3', 's2'));
    expect(await told('s1')).toEqual({ A: '1', STINT_CONVERSATION: 's1' });
    expect(await told('s3')).toEqual({ A: '1', STINT_CONVERSATION: 's1' });
    expect(await told(undefined)).toEqual({ A: '1' });
  });

  it('keeps nothing from running where stint is not found', async () => {
    const callbacks = await callbacksOf(text);
    const output = { args: { filePath: '/p/a.ts' }, system: [] };
    await callbacks.event(created('s1'));
    await callbacks['tool.execute.before']?.({ tool: 'write', sessionID: 's1', callID: 'c' }, output);
    await callbacks['tool.execute.after']?.({ tool: 'write', sessionID: 's1', callID: 'c', args: output.args }, {});
    await callbacks['experimental.chat.system.transform']?.({ sessionID: 's1' }, output);
    expect(output).toEqual({ args: { filePath: '/p/a.ts' }, system: [] });
  });
});

it.each([
  ['', false],
  ['export const Mine = async () => ({});', false],
  ['\n// stint: plugin for OpenCode', false],
  ['// stint: plugin for OpenCode, of another version', true],
])('%j is of stint: %s', (text, own) => {
  expect(isOpenCodePlugin(text)).toBe(own);
});
