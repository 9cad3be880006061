import { describe, expect, test } from 'vitest';
import {
  type ConfigImage,
  editConfig,
  emptyConfig,
  formatConfig,
  parseConfig,
} from '../../../../src/store/files/image/config-image';
import { faultOf, refusalOf } from './sample';

const parse = (text: string): ConfigImage => parseConfig(Buffer.from(text, 'utf8'));
const edited = (text: string, settings: Record<string, unknown>): string => editConfig(parse(text), settings).toString('utf8');

describe('config.json is read', () => {
  test.each([
    ['{"version":1}'],
    ['{"version":1,"minReader":1}'],
    ['\n{ "version" : 1 ,\r\n"log":{"keep":0,"maxSizeBytes":null} }\n'],
    ['{"worktrees":"own","version":1,"prices":{"a.b":{"input":1.5},"":{}}}'.replace(',"":{}', '')],
    ['{"version":1,"project":{"phases":[],"name":"n"},"task":{"prefix":"AB-1"},"session":{"staleAfter":"2d"}}'],
    ['{"version":1,"version":1,"log":{"keep":3},"log":{"keep":4}}'],
  ])('as it stands: %s', (text) => {
    const value = JSON.parse(text);
    expect(parse(text)).toStrictEqual({ head: value, file: value });
    expect(parse(`\ufeff${text}`)).toStrictEqual({ head: value, file: value });
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a cut text', '{"version":1'],
    ['a list', '[{"version":1}]'],
    ['null', 'null'],
    ['a text', '"version"'],
    ['a number', '1'],
    ['no version', '{}'],
    ['another version', '{"version":0}'],
    ['an unknown setting', '{"version":1,"colour":"red"}'],
    ['an unknown setting in a group', '{"version":1,"log":{"keep":1,"colour":"red"}}'],
    ['a wrong value', '{"version":1,"log":{"keep":-1}}'],
    ['a group that is none', '{"version":1,"log":3}'],
    ['a list for a group', '{"version":1,"log":[]}'],
    ['__proto__', '{"version":1,"__proto__":{"log":{"keep":1}}}'],
    ['too deep', `{"version":1,"prices":${'['.repeat(64)}${']'.repeat(64)}}`],
    ['a byte of no text', '{"version":1,"project":{"name":"\ud800"}}'],
  ])('but not %s', (_name, text) => {
    const bytes = text.includes('\ud800') ? Buffer.from(text.replace('\ud800', '\xff'), 'latin1') : Buffer.from(text);
    expect(faultOf(() => parseConfig(bytes))).toStrictEqual({
      name: 'ContentFault',
      message: 'config.json cannot be read',
      kind: 'config',
      file: 'config.json',
      text: bytes.toString('latin1'),
      line: undefined,
    });
  });

  test.each([
    ['{"version":2,"minReader":1}', { version: 1, minReader: 1 }],
    [
      '{"version":2,"minReader":1,"later":{"keep":1},"log":{"keep":1,"colour":"red"},"worktrees":"own"}',
      { version: 1, minReader: 1, log: { keep: 1 }, worktrees: 'own' },
    ],
    [
      '{"version":9,"minReader":0,"prices":{"keep":{"input":1}},"log":{"log.keep":1},"log.keep":7}',
      { version: 1, minReader: 0, prices: { keep: { input: 1 } }, log: {} },
    ],
    [
      '{"version":2,"minReader":1,"project":{"phases":["a"],"colour":1}}',
      { version: 1, minReader: 1, project: { phases: ['a'] } },
    ],
  ])('of a newer version only what is known counts, and all is kept: %s', (text, file) => {
    expect(parse(text)).toStrictEqual({ head: JSON.parse(text), file });
  });

  test('of a newer version only where it allows that, and where the known is right', () => {
    expect(refusalOf(() => parse('{"version":2,"log":{"keep":1}}'))).toMatchObject({
      code: 'E_STORE_VERSION',
      details: { file: 'config.json', version: 2, reads: 1 },
    });
    expect(faultOf(() => parse('{"version":2,"minReader":1,"log":{"keep":"all"}}'))).toMatchObject({ file: 'config.json' });
  });
});

describe('config.json is written', () => {
  test.each<[string, string, Record<string, unknown>, object]>([
    ['nothing', '{"version":1}', {}, { version: 1 }],
    ['a setting of a new group', '{"version":1}', { 'log.keep': 2 }, { version: 1, log: { keep: 2 } }],
    [
      'a setting of a group that is there',
      '{"version":1,"log":{"keep":2},"worktrees":"own"}',
      { 'log.maxSizeBytes': null },
      { version: 1, log: { keep: 2, maxSizeBytes: null }, worktrees: 'own' },
    ],
    ['a setting anew', '{"version":1,"log":{"keep":2}}', { 'log.keep': 0 }, { version: 1, log: { keep: 0 } }],
    ['false', '{"version":1}', { 'record.git': false }, { version: 1, record: { git: false } }],
    ['an empty list', '{"version":1}', { 'project.phases': [] }, { version: 1, project: { phases: [] } }],
    ['a setting without a group', '{"version":1}', { worktrees: 'own' }, { version: 1, worktrees: 'own' }],
    [
      'one taken out',
      '{"version":1,"log":{"keep":2,"maxSizeBytes":9}}',
      { 'log.keep': undefined },
      { version: 1, log: { maxSizeBytes: 9 } },
    ],
    ['the last of a group taken out', '{"version":1,"log":{"keep":2}}', { 'log.keep': undefined }, { version: 1 }],
    ['one taken out that is not there', '{"version":1}', { 'log.keep': undefined }, { version: 1 }],
    ['one without a group taken out', '{"version":1,"worktrees":"own"}', { worktrees: undefined }, { version: 1 }],
    ['prices', '{"version":1}', { prices: { m: { input: 1 } } }, { version: 1, prices: { m: { input: 1 } } }],
    ['no prices', '{"version":1,"prices":{"m":{"input":1}}}', { prices: {} }, { version: 1 }],
    [
      'several',
      '{"version":1,"log":{"keep":2}}',
      { 'log.maxSizeBytes': 5, 'log.keep': undefined, worktrees: 'shared', 'hooks.guard': 'deny' },
      { version: 1, log: { maxSizeBytes: 5 }, worktrees: 'shared', hooks: { guard: 'deny' } },
    ],
    [
      'beside what a newer version wrote',
      '{"version":2,"minReader":1,"later":{"a":1},"log":{"colour":"red"}}',
      { 'log.keep': 1 },
      { version: 2, minReader: 1, later: { a: 1 }, log: { colour: 'red', keep: 1 } },
    ],
  ])('%s', (_name, text, settings, expected) => {
    const before = parse(text);
    const copy = structuredClone(before);
    expect(edited(text, settings)).toBe(`${JSON.stringify(expected, null, 2)}\n`);
    editConfig(before, settings);
    expect(before).toStrictEqual(copy);
  });

  test.each(['colour', 'log', 'log.colour', 'log.keep.more', '__proto__', ''])('not %j, which is no setting', (key) => {
    expect(() => editConfig(emptyConfig, { [key]: 1 })).toThrow(new TypeError(`not a setting: ${key}`));
  });

  test('as JSON of two blanks', () => {
    expect(formatConfig({ version: 1, project: { name: 'é' } })).toEqual(
      Buffer.from('{\n  "version": 1,\n  "project": {\n    "name": "é"\n  }\n}\n', 'utf8'),
    );
  });

  test('with nothing but its version where nothing is set', () => {
    expect(emptyConfig).toStrictEqual({ head: { version: 1 }, file: { version: 1 } });
    expect(parseConfig(formatConfig(emptyConfig.head))).toStrictEqual(emptyConfig);
  });
});
