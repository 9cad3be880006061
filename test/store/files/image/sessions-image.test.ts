import { describe, expect, test } from 'vitest';
import {
  editSessions,
  emptySessions,
  parseSessions,
  type SessionsEdit,
  type SessionsImage,
} from '../../../../src/store/files/image/sessions-image';
import { session } from '../fixtures';
import { faultOf, refusalOf } from './sample';

const parse = (text: string): SessionsImage => parseSessions(Buffer.from(text, 'utf8'));
const line = (hex: string, more = {}): string => JSON.stringify(session(hex, more));
const head = '{"version":1,"sessions":[';
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('sessions.json is read', () => {
  test.each([
    ['without sessions', `${head}\n]}\n`, true],
    ['in the written form', `${head}\n${line('aaaaaa')},\n${line('bbbbbb', { status: 'ended' })}\n]}\n`, true],
    ['in one line', `${head}${line('aaaaaa')}]}`, false],
    ['as deep as may be', `${head}\n${line('aaaaaa', { x: JSON.parse(nested(61)) })}\n]}\n`, true],
    ['as deep as may be in one line', `${head}${line('aaaaaa', { x: JSON.parse(nested(61)) })}]}`, false],
  ])('%s', (_name, text, written) => {
    const bytes = Buffer.from(text, 'utf8');
    const image = parseSessions(bytes);
    expect(image).toStrictEqual({
      head: { version: 1 },
      records: JSON.parse(text).sessions,
      written: written ? bytes : undefined,
    });
    expect(parseSessions(Buffer.from(text, 'utf8'))).toBe(image);
  });

  test('with unknown keys, and of a newer version that allows it', () => {
    const given = {
      version: 2,
      minReader: 1,
      _meta: { ledger: { heads: ['h'], count: 1, size: 9, x: 1 }, spool: { c: { bytes: 3, head: 'd' } }, y: 2 },
      z: 3,
    };
    const text = `\ufeff${JSON.stringify({ ...given, sessions: [session('aaaaaa', { w: 4 })] })}`;
    expect(parse(text)).toStrictEqual({ head: given, records: [session('aaaaaa', { w: 4 })], written: undefined });
  });

  test.each([
    ['empty', ''],
    ['cut', `${head}\n${line('aaaaaa')}`],
    ['no object', '[]'],
    ['no list of sessions', '{"version":1}'],
    ['of no version', '{"sessions":[]}'],
    ['one with a session that is none', `${head}\n{"id":"session_20260304_050607_aaaaaa"}\n]}`],
    ['one with a closed session', `${head}\n${line('aaaaaa', { status: 'closed' })}\n]}`],
    ['one with a wrong account of the ledger', '{"version":1,"_meta":{"ledger":{"heads":[],"count":-1,"size":0}},"sessions":[]}'],
    ['one with an id twice', `${head}\n${line('bbbbbb')},\n${line('aaaaaa')},\n${line('bbbbbb')}\n]}`],
    ['too deep in a session', `${head}\n${line('aaaaaa', { x: JSON.parse(nested(62)) })}\n]}`],
    ['too deep in one line', `${head}${line('aaaaaa', { x: JSON.parse(nested(62)) })}]}`],
    [
      'too deep over many lines',
      JSON.stringify(JSON.parse(`${head}${line('aaaaaa', { x: JSON.parse(nested(62)) })}]}`), null, 1),
    ],
    ['too deep beside the sessions', `{"x":${nested(64)},"version":1,"sessions":[\n]}\n`],
  ])('but not where it is %s', (_name, text) => {
    expect(faultOf(() => parse(text))).toStrictEqual({
      name: 'ContentFault',
      message: 'sessions.json cannot be read',
      kind: 'sessions',
      file: 'sessions.json',
      text,
      line: undefined,
    });
  });

  test('and refused where a newer program says so', () => {
    expect(refusalOf(() => parse('{"version":2,"minReader":2,"sessions":[]}'))).toMatchObject({
      code: 'E_STORE_VERSION',
      details: { file: 'sessions.json', version: 2, reads: 1 },
    });
  });
});

describe('sessions.json is written', () => {
  const edit = (more: Partial<SessionsEdit> = {}): SessionsEdit => ({ put: [], remove: [], ledger: undefined, ...more });
  const ledger = { heads: ['h'], count: 2, size: 99, branch: undefined, missed: undefined };
  const spool = { c1: { bytes: 5, head: 'd' } };

  test('from nothing', () => {
    expect(emptySessions).toStrictEqual({ head: { version: 1, _meta: {} }, records: [], written: undefined });
    expect(editSessions(emptySessions, edit({ put: [session('aaaaaa')], spool })).toString('utf8')).toBe(
      `{"version":1,"_meta":{"spool":${JSON.stringify(spool)}},"sessions":[\n${line('aaaaaa')}\n]}\n`,
    );
  });

  test.each<[string, string, Partial<SessionsEdit>, string]>([
    ['as it was', `${head}\n]}\n`, {}, `${head}\n]}\n`],
    [
      'with its _meta as it was',
      '{"_meta":{"x":1},"version":1,"sessions":[]}',
      {},
      '{"_meta":{"x":1},"version":1,"sessions":[\n]}\n',
    ],
    [
      'with sessions changed, removed and added',
      `${head}\n${line('aaaaaa')},\n${line('bbbbbb')}\n]}\n`,
      { put: [session('cccccc'), session('bbbbbb', { name: 'n' })], remove: [session('aaaaaa').id] },
      `${head}\n${line('bbbbbb', { name: 'n' })},\n${line('cccccc')}\n]}\n`,
    ],
    [
      'with the first account of the ledger',
      `${head}\n]}\n`,
      { ledger },
      '{"version":1,"_meta":{"ledger":{"heads":["h"],"count":2,"size":99}},"sessions":[\n]}\n',
    ],
    [
      'with a later account, what is not known of it kept, what is undefined taken out',
      '{"version":1,"_meta":{"spool":{},"ledger":{"later":1,"heads":[],"count":0,"size":0,"branch":"b","missed":["m"]},"x":2},"sessions":[\n]}\n',
      { ledger },
      '{"version":1,"_meta":{"spool":{},"ledger":{"later":1,"heads":["h"],"count":2,"size":99},"x":2},"sessions":[\n]}\n',
    ],
    [
      'with another spool in the place of one',
      '{"version":1,"_meta":{"ledger":{"heads":[],"count":0,"size":0},"spool":{"old":{"bytes":1,"head":"e"}}},"sessions":[\n]}\n',
      { spool },
      `{"version":1,"_meta":{"ledger":{"heads":[],"count":0,"size":0},"spool":${JSON.stringify(spool)}},"sessions":[\n]}\n`,
    ],
    [
      'with both',
      `${head}\n]}\n`,
      { ledger, spool },
      `{"version":1,"_meta":{"ledger":{"heads":["h"],"count":2,"size":99},"spool":${JSON.stringify(spool)}},"sessions":[\n]}\n`,
    ],
  ])('%s', (_name, text, more, expected) => {
    expect(editSessions(parse(text), edit(more)).toString('utf8')).toBe(expected);
  });
});
