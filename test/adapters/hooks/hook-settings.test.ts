import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hookSettings } from '../../../src/adapters/hooks/hook-settings';
import { hooksOf } from '../../../src/harness/hook-files';

const hooks = hooksOf('claude', false);
const add = (text: string) => hookSettings.add(text, 'groups', hooks).text;

const foreign = {
  permissions: { allow: ['Bash(npm test)'] },
  hooks: {
    PostToolUse: [{ matcher: 'Edit', hooks: [{ type: 'command', command: 'prettier --write' }] }],
    Notification: [{ hooks: [{ type: 'command', command: 'say done' }] }],
  },
  model: 'opus',
};

/** Texts whose own form shows what belonged to us: taking ours out gives the same bytes, without any memory. */
const texts: Readonly<Record<string, string>> = {
  pretty: JSON.stringify(foreign, undefined, 2),
  'pretty with tabs and a last newline': `${JSON.stringify(foreign, undefined, '\t')}\n`,
  'with CRLF': `${JSON.stringify(foreign, undefined, 4).replaceAll('\n', '\r\n')}\r\n`,
  'with a byte-order mark': `\uFEFF${JSON.stringify(foreign, undefined, 2)}\n`,
  'on one line': JSON.stringify(foreign),
  'on one line, with spaces': '{ "model": "opus", "hooks": { "Stop": [ { "hooks": [] } ] } }',
  'without hooks': '{\n  "model": "opus"\n}\n',
  'with comments': [
    '// of the team',
    '{',
    '  "model": "opus", // the large one',
    '  "hooks": {',
    '    /* ask first */',
    '    "Stop": [',
    '      { "hooks": [{ "type": "command", "command": "a // b" }] } // ours',
    '      // the end of the list',
    '    ]',
    '    // more to come',
    '  } /* hooks */',
    '  // the end',
    '}',
    '',
  ].join('\n'),
  'with lists on one line':
    '{\n  "hooks": {\n    "Stop": [{"hooks": []}], "SessionEnd": [ {"hooks": []}, {"hooks": []} ]\n  }\n}\n',
};

describe('hooks in the text of a settings file', () => {
  test.each(Object.entries(texts))('%s: added, every foreign byte stands, and removed, the text is as before', (_name, text) => {
    const added = add(text);
    const reading = hookSettings.read(added, 'groups');
    expect(reading.ok && reading.own.map(({ event }) => event).sort()).toEqual(hooks.map(({ event }) => event).sort());
    expect(hookSettings.remove(added, 'groups')).toBe(text);
    const { text: again, undo } = hookSettings.add(text, 'groups', hooks);
    expect(hookSettings.undo(again, undo)).toBe(text);
    let at = 0;
    for (const char of text) {
      at = added.indexOf(char, at) + 1;
      expect(at).toBeGreaterThan(0);
    }
  });

  test.each([
    '',
    '\n',
    '  \r\n',
    '{}',
    '{\n}\n',
    '{ /* nothing yet */ }',
    '{"hooks":{}}',
    '{\n  "hooks": {\n    "Stop": []\n  }\n}\n',
  ])('undoes what it did to %j', (text) => {
    const { text: added, undo } = hookSettings.add(text, 'groups', hooks);
    const reading = hookSettings.read(added, 'groups');
    expect(reading.ok && reading.own.length).toBe(hooks.length);
    expect(hookSettings.undo(added, undo)).toBe(text);
  });

  test('takes only its own out of what others changed meanwhile', () => {
    const settings = JSON.parse(add(JSON.stringify(foreign, undefined, 2)));
    settings.hooks.SessionEnd.push({ hooks: [{ type: 'command', command: 'bye' }] });
    settings.hooks.Stop[0].hooks.push({ type: 'command', command: 'stint hook claude && say stopped' });
    settings.env = { A: 'b' };
    expect(JSON.parse(hookSettings.remove(JSON.stringify(settings), 'groups'))).toEqual({
      ...foreign,
      hooks: {
        ...foreign.hooks,
        Stop: [{ hooks: [{ type: 'command', command: 'stint hook claude && say stopped' }] }],
        SessionEnd: [{ hooks: [{ type: 'command', command: 'bye' }] }],
      },
      env: { A: 'b' },
    });
  });

  test('keeps a comment that somebody put among ours', () => {
    const added = add('{\n  "model": "opus"\n}\n').replace('"Stop": [', '"Stop": [ // why');
    expect(hookSettings.remove(added, 'groups')).toContain('// why');
  });

  test.each([
    ['{\n  "hooks": {},\n}\n', 3, 'property name expected'],
    ['{\n  "model": "opus"\n  "hooks": {}\n}\n', 3, 'comma expected'],
    ['{"hooks": {', 1, 'close brace expected'],
    ['[1]', 1, 'it is no JSON object'],
    ['{\n"hooks": []}', 2, '"hooks" is no object'],
    ['{"hooks": {\n"Stop": {}}}', 2, '"hooks"."Stop" is no list'],
    ['nonsense', 1, 'invalid symbol'],
  ])('says where %j goes wrong', (text, line, fault) => {
    expect(hookSettings.read(text, 'groups')).toEqual({ ok: false, line, fault: expect.stringContaining(fault) });
  });

  const json = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.string(), fc.integer(), fc.boolean(), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
  }));
  const handler = fc.record({ type: fc.constant('command'), command: fc.string(), extra: json.value });
  const group = fc.record({ matcher: fc.string(), hooks: fc.array(handler, { maxLength: 2 }) }, { requiredKeys: ['hooks'] });
  const event = fc.oneof(fc.constantFrom('Stop', 'PostToolUse', 'SessionEnd'), fc.string());
  const settings = fc
    .tuple(json.object, fc.option(fc.dictionary(event, fc.array(group, { maxLength: 2 }), { maxKeys: 4 })), json.object)
    .map(([before, all, after]) => JSON.parse(JSON.stringify({ ...before, ...(all === null ? {} : { hooks: all }), ...after })))
    .filter((value) => hookSettings.read(JSON.stringify(value), 'groups').ok);

  test('adds nothing but its own to any settings, and undoes it to the byte', () => {
    fc.assert(
      fc.property(settings, fc.constantFrom(undefined, 1, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const { text: added, undo } = hookSettings.add(text, 'groups', hooks);
        expect(hookSettings.undo(added, undo)).toBe(text);
        const parsed = JSON.parse(added);
        for (const { event: name, handler: own } of hooks) {
          const found = parsed.hooks[name].pop();
          expect(found.hooks).toEqual([own]);
          if (parsed.hooks[name].length === 0 && value.hooks?.[name] === undefined) delete parsed.hooks[name];
        }
        if (value.hooks === undefined) delete parsed.hooks;
        expect(parsed).toEqual(value);
      }),
    );
  });
});
