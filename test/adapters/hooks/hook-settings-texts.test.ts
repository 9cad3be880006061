import { describe, expect, test } from 'vitest';
import { hookSettings, type SettingsForm } from '../../../src/adapters/hooks/hook-settings';
import type { WantedHook } from '../../../src/harness/wanted-hooks';

const { read, add, remove, isBare, undo } = hookSettings;
const mine = 'stint hook claude || true';
const handler = { type: 'command', command: mine };
const text = (value: unknown): string => JSON.stringify(value);
const empty = { ok: true, own: [], disabled: false, comments: false };
const own = (event: string, command = mine, more: object = {}) => ({ event, command, handler: { command }, ...more });

describe('what a settings file says', () => {
  test.each<[string, string, SettingsForm, object]>([
    ['nothing', '', 'groups', empty],
    ['nothing but space', ' \r\n\t', 'groups', empty],
    ['nothing but a byte-order mark', '\uFEFF', 'groups', empty],
    ['no hooks', '\uFEFF{}', 'groups', empty],
    ['that all hooks are off', text({ disableAllHooks: true }), 'groups', { ...empty, disabled: true }],
    ['that hooks are not off', text({ disableAllHooks: false }), 'groups', empty],
    ['something else of that name', text({ disableAllHooks: 'true' }), 'groups', empty],
    ['that hooks are off somewhere inside', text({ a: { disableAllHooks: true } }), 'groups', empty],
    ['a comment', '{ /* c */ }', 'groups', { ...empty, comments: true }],
    ['a comment behind it', '{}\n// c\n', 'groups', { ...empty, comments: true }],
    ['a text like a comment', '{"a": "// c"}', 'groups', empty],
    [
      'a hook of ours',
      text({ hooks: { Stop: [{ hooks: [handler] }] } }),
      'groups',
      { ...empty, own: [own('Stop', mine, { handler })] },
    ],
    [
      'two in groups, among others',
      text({ hooks: { Stop: [{ hooks: [{ command: 'a' }, { command: mine }] }, { matcher: 'M', hooks: [{ command: mine }] }] } }),
      'groups',
      { ...empty, own: [own('Stop'), own('Stop', mine, { matcher: 'M' })] },
    ],
    [
      'hooks of several events in one list each',
      text({ version: 1, hooks: { stop: [{ command: mine, matcher: 'M' }], end: [{ bash: mine }, { powershell: mine }, {}] } }),
      'flat',
      {
        ...empty,
        own: [
          { event: 'stop', matcher: 'M', command: mine, handler: { command: mine, matcher: 'M' } },
          { event: 'end', command: mine, handler: { bash: mine } },
          { event: 'end', command: mine, handler: { powershell: mine } },
        ],
      },
    ],
    ['groups where a list was expected', text({ hooks: { Stop: [{ hooks: [handler] }] } }), 'flat', empty],
    ['a list where groups were expected', text({ hooks: { Stop: [handler] } }), 'groups', empty],
    [
      'a matcher that is no text',
      text({ hooks: { Stop: [{ matcher: 7, hooks: [{ command: mine }] }] } }),
      'groups',
      { ...empty, own: [own('Stop')] },
    ],
    [
      'commands that are none of ours',
      text({ hooks: { Stop: [{ hooks: [{ command: 7 }, { command: 'x' }, 1, null, []] }] } }),
      'groups',
      empty,
    ],
    [
      'groups that are none',
      text({ hooks: { Stop: [1, null, [], { hooks: 1 }, { hooks: { command: mine } }] } }),
      'groups',
      empty,
    ],
    ['a name twice, of which the last counts', `{"hooks": {"Stop": [{"command": "${mine}"}], "Stop": []}}`, 'flat', empty],
    ['"hooks" twice, of which the last counts', `{"hooks": {"Stop": [{"command": "${mine}"}]}, "hooks": {}}`, 'flat', empty],
  ])('%s', (_, content, form, expected) => {
    expect(read(content, form)).toEqual(expected);
  });

  test.each<[string, number, string]>([
    ['{\n\n"a": 1,}', 3, 'it is no JSON: property name expected'],
    ['[1,]', 1, 'it is no JSON: value expected'],
    ['{"a" 1}', 1, 'it is no JSON: colon expected'],
    ['{"a": 1} 2', 1, 'it is no JSON: end of file expected'],
    ['{}\n\n x', 3, 'it is no JSON: invalid symbol'],
    ['// only this\n', 2, 'it is no JSON: value expected'],
    ['{"a": "\n"}', 1, 'it is no JSON: unexpected end of string'],
    ['\n\n7', 3, 'it is no JSON object'],
    ['"x"', 1, 'it is no JSON object'],
    ['\uFEFF\n[]', 2, 'it is no JSON object'],
    ['{"hooks":\n null}', 2, '"hooks" is no object'],
    ['{"hooks": {"a": [],\n"b":\n"x"}}', 3, '"hooks"."b" is no list'],
  ])('%j: line %i, %s', (content, line, fault) => {
    expect(read(content, 'groups')).toEqual({ ok: false, line, fault: expect.stringMatching(`^${fault}`) });
  });
});

const hook = (event: string, matcher?: string): WantedHook => ({
  event,
  command: mine,
  handler,
  ...(matcher === undefined ? {} : { matcher }),
});
const group = text({ hooks: [handler] });
const matched = text({ matcher: 'M', hooks: [handler] });

describe('hooks put in', () => {
  test.each<[string, string, SettingsForm, readonly WantedHook[], unknown]>([
    [
      'nothing',
      '',
      'groups',
      [hook('A'), hook('B', 'M'), hook('A')],
      { hooks: { A: [{ hooks: [handler] }, { hooks: [handler] }], B: [{ matcher: 'M', hooks: [handler] }] } },
    ],
    ['nothing, in the flat form', ' ', 'flat', [hook('A', 'M')], { version: 1, hooks: { A: [handler] } }],
    ['an empty object, in the flat form', '{}', 'flat', [hook('A')], { version: 1, hooks: { A: [handler] } }],
    ['settings without a version', '{"a":1}', 'flat', [hook('A')], { a: 1, hooks: { A: [handler] } }],
    ['hooks of others', '{"hooks":{"A":[1]}}', 'flat', [hook('A'), hook('B')], { hooks: { A: [1, handler], B: [handler] } }],
    ['the last of two "hooks"', '{"hooks":{},"hooks":{"A":[]}}', 'flat', [hook('A')], { hooks: { A: [handler] } }],
    ['nothing, none of them', '', 'groups', [], { hooks: {} }],
  ])('%s', (_, before, form, hooks, expected) => {
    const { text: after, undo: edits } = add(before, form, hooks);
    expect([JSON.parse(after), undo(after, edits)]).toEqual([expected, before]);
  });

  test.each([
    ['', '{\n  "hooks": {\n    "A": []\n  }\n}\n'],
    ['\r\n', '{\r\n  "hooks": {\r\n    "A": []\r\n  }\r\n}\r\n'],
    ['\uFEFF', '\uFEFF{\n  "hooks": {\n    "A": []\n  }\n}\n'],
    ['\uFEFF{"a":1}', `\uFEFF{"a":1,"hooks":{"A":[]}}`],
    ['{\r\n\t"a": 1\r\n}', '{\r\n\t"a": 1,\r\n\t"hooks": {\r\n\t\t"A": []\r\n\t}\r\n}'],
  ])('keep to the layout of %j', (before, expected) => {
    const { text: after, undo: edits } = add(before, 'groups', [hook('A')]);
    expect(after.replace(/\[[\s\S]*\]/, '[]')).toBe(expected);
    expect(undo(after, edits)).toBe(before);
  });
});

describe('hooks taken out', () => {
  test.each<[string, string, SettingsForm, string]>([
    ['of nothing', '', 'groups', ''],
    ['of nothing but space', ' \n', 'groups', ' \n'],
    ['of nothing but a mark', '\uFEFF', 'groups', '\uFEFF'],
    ['where there are none', `{"hooks":{"A":[{"command":"x"}]}}`, 'flat', `{"hooks":{"A":[{"command":"x"}]}}`],
    ['the only one, with all around it', `{"a":1,"hooks":{"A":[${group}]}}`, 'groups', '{"a":1}'],
    ['behind a mark', `\uFEFF{"hooks":{"A":[${group}]}}`, 'groups', '\uFEFF{}'],
    ['the only one of its event', `{"hooks":{"A":[${matched}],"B":[]}}`, 'groups', '{"hooks":{"B":[]}}'],
    ['the only one of its group', `{"hooks":{"A":[${matched},{"hooks":[]}]}}`, 'groups', '{"hooks":{"A":[{"hooks":[]}]}}'],
    [
      'one of several in a group',
      `{"hooks":{"A":[{"hooks":[${text(handler)},{"command":"x"}]}]}}`,
      'groups',
      '{"hooks":{"A":[{"hooks":[{"command":"x"}]}]}}',
    ],
    ['all of several', `{"hooks":{"A":[${group},${matched}],"B":[${group}]}}`, 'groups', '{}'],
    [
      'of a group that says more',
      `{"hooks":{"A":[{"x":1,"hooks":[${text(handler)}]}]}}`,
      'groups',
      '{"hooks":{"A":[{"x":1,"hooks":[]}]}}',
    ],
    [
      'of a group with a comment',
      `{"hooks":{"A":[{"hooks":[/* c */ ${text(handler)}]}]}}`,
      'groups',
      '{"hooks":{"A":[{"hooks":[/* c */]}]}}',
    ],
    ['of a list with a comment', `{"hooks":{"A":[${group} // c\n]}}`, 'groups', '{"hooks":{"A":[ // c\n]}}'],
    ['of "hooks" with a comment', `{"hooks":{ /* c */ "A":[${group}]}}`, 'groups', '{"hooks":{ /* c */}}'],
    ['the only one of a flat file', `{"version":1,"hooks":{"A":[${text(handler)}]}}`, 'flat', '{"version":1}'],
    [
      'one of several in a flat list',
      `{"hooks":{"A":[{"command":"x"},${text(handler)},{"command":"y"}]}}`,
      'flat',
      '{"hooks":{"A":[{"command":"x"},{"command":"y"}]}}',
    ],
    ['the only one of an event of a flat file', `{"hooks":{"B":[],"A":[${text(handler)}]}}`, 'flat', '{"hooks":{"B":[]}}'],
    ['not in the form of the file', `{"hooks":{"A":[${group}]}}`, 'flat', `{"hooks":{"A":[${group}]}}`],
  ])('%s', (_, before, form, expected) => {
    expect(remove(before, form)).toBe(expected);
  });
});

describe('whether anybody could miss a file that says', () => {
  test.each([
    ['', true],
    [' \r\n', true],
    ['\uFEFF', true],
    ['\uFEFF{}\n', true],
    ['{}', true],
    ['  {\n\n}\n\n', true],
    ['{"version":1}', true],
    ['{ \n"version" \n: \n1 \n}', true],
    ['\n\n{\n\n  "version"  :  1\n\n}\n\n', true],
    ['{"version":2}', false],
    ['{"version":11}', false],
    ['{"version":1,"a":1}', false],
    ['{ /* c */ }', false],
    ['// c\n{}', false],
    ['{} // c', false],
    ['[]', false],
    ['{"hooks":{}}', false],
    ['x', false],
  ])('%j: not %s', (content, expected) => {
    expect(isBare(content)).toBe(expected);
  });
});
