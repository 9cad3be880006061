import { describe, expect, test } from 'vitest';
import type { ContentKind } from '../../../../src/store/files/content-fault';
import { decodeText, refuseOversize } from '../../../../src/store/files/image/decode-text';
import { asOwnVersion, isNewer } from '../../../../src/store/files/image/version';
import { faultOf, refusalOf } from './sample';

describe('the size of a file', () => {
  test.each<[ContentKind, string, number]>([
    ['config', 'config.json', 1_048_576],
    ['todo', 'todo.json', 503_316_480],
    ['sessions', 'sessions.json', 503_316_480],
    ['archivedTask', 'archive/tasks.jsonl', 1_073_741_824],
    ['archivedSession', 'archive/sessions.jsonl', 1_073_741_824],
  ])('of a %s', (kind, file, most) => {
    expect(refuseOversize(kind, file, 0)).toBeUndefined();
    expect(refuseOversize(kind, file, most)).toBeUndefined();
    expect(refusalOf(() => refuseOversize(kind, file, most + 1))).toStrictEqual({
      name: 'StoreError',
      code: 'E_STORE_CORRUPT',
      message: `.stint/${file} is ${most + 1} bytes long; stint reads at most ${most}. Nothing was changed.`,
      details: { file, size: most + 1, most },
      fix: [],
    });
  });

  test('is looked at before the content', () => {
    const bytes = Buffer.alloc(1_048_577, 0xff);
    expect(refusalOf(() => decodeText('config', 'config.json', bytes))).toMatchObject({ details: { size: 1_048_577 } });
    expect(decodeText('todo', 'todo.json', Buffer.alloc(1_048_577, 'a'))).toHaveLength(1_048_577);
  });
});

describe('the text of a file', () => {
  test.each([
    ['{}', '{}'],
    ['\ufeff{}', '{}'],
    ['\ufeff', ''],
    ['\ufeff\ufeff{}', '\ufeff{}'],
    ['{}\ufeff', '{}\ufeff'],
    ['\0é\u{1f600}\ufffd\r\n', '\0é\u{1f600}\ufffd\r\n'],
  ])('%j is %j', (content, text) => {
    expect(decodeText('todo', 'todo.json', Buffer.from(content, 'utf8'))).toBe(text);
  });

  test.each([
    ['nothing at all', []],
    ['a byte that begins no character', [0x7b, 0xff, 0x7d]],
    ['half a character', [0x7b, 0xc3]],
    ['half of a pair', [0xed, 0xa0, 0x80]],
  ])('is not that of %s', (_name, content) => {
    const bytes = Buffer.from(content);
    expect(faultOf(() => decodeText('sessions', 'sessions.json', bytes))).toStrictEqual({
      name: 'ContentFault',
      message: 'sessions.json cannot be read',
      kind: 'sessions',
      file: 'sessions.json',
      text: bytes.toString('latin1'),
      line: undefined,
    });
  });
});

describe('the version of a file', () => {
  test.each<[object, boolean]>([
    [{}, false],
    [{ version: 1 }, false],
    [{ version: 0 }, false],
    [{ version: -3, minReader: 9 }, false],
    [{ version: '2' }, false],
    [{ version: null }, false],
    [{ version: 2, minReader: 1 }, true],
    [{ version: 2, minReader: 0 }, true],
    [{ version: 1.5, minReader: 1 }, true],
  ])('%j is newer and may be read: %j', (head, newer) => {
    expect(isNewer('todo.json', head)).toBe(newer);
  });

  test.each([
    [{ version: 2 }, 2],
    [{ version: 2, minReader: 2 }, 2],
    [{ version: 3, minReader: '1' }, 3],
    [{ version: 1.5, minReader: 1.2 }, 1.5],
  ])('%j may not be read', (head, version) => {
    expect(refusalOf(() => isNewer('sessions.json', head))).toStrictEqual({
      name: 'StoreError',
      code: 'E_STORE_VERSION',
      message: `.stint/sessions.json has version ${version}, written by a newer stint; this one reads version 1. Update stint. Nothing was changed.`,
      details: { file: 'sessions.json', version, reads: 1 },
      fix: ['stint --version'],
    });
  });

  test('is taken for the own one where it is newer', () => {
    const head = { version: 7, minReader: 1, later: {} };
    expect(asOwnVersion(head, true)).toStrictEqual({ version: 1, minReader: 1, later: {} });
    expect(asOwnVersion(head, false)).toBe(head);
  });
});
