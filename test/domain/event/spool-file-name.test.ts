import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSpoolFileName, spoolFileName } from '../../../src/domain/event/spool-line';
import { sha256 } from '../../support/world';

describe('the file of a conversation', () => {
  it.each([
    [undefined, 'unknown.jsonl'],
    ['0b8f6f4e-1f5e-4a7e-9d0c-1a2b3c4d5e6f', '0b8f6f4e-1f5e-4a7e-9d0c-1a2b3c4d5e6f.jsonl'],
    ['ses_1.2', 'ses_1.2.jsonl'],
    ['../../etc/passwd', `x-${sha256('../../etc/passwd').slice(0, 32)}.jsonl`],
    ['__proto__', `x-${sha256('__proto__').slice(0, 32)}.jsonl`],
    ['nul', `x-${sha256('nul').slice(0, 32)}.jsonl`],
    ['Com1.txt', `x-${sha256('Com1.txt').slice(0, 32)}.jsonl`],
    ['lpt9', `x-${sha256('lpt9').slice(0, 32)}.jsonl`],
    ['comx', 'comx.jsonl'],
    ['com10', 'com10.jsonl'],
    ['xnul', 'xnul.jsonl'],
    ['a', 'a.jsonl'],
    ['a.', `x-${sha256('a.').slice(0, 32)}.jsonl`],
    ['-a', `x-${sha256('-a').slice(0, 32)}.jsonl`],
    ['a b', `x-${sha256('a b').slice(0, 32)}.jsonl`],
    ['x'.repeat(128), `${'x'.repeat(128)}.jsonl`],
    ['x'.repeat(129), `x-${sha256('x'.repeat(129)).slice(0, 32)}.jsonl`],
    ['', `x-${sha256('').slice(0, 32)}.jsonl`],
  ])('of %j is %s', (conversation, name) => {
    expect(spoolFileName(conversation, sha256)).toBe(name);
    expect(isSpoolFileName(name)).toBe(true);
  });

  it('may have a name of 201 characters', () => {
    expect(isSpoolFileName(`${'x'.repeat(201)}.jsonl`)).toBe(true);
  });

  it('never leaves its folder', () => {
    fc.assert(fc.property(fc.string(), (conversation) => isSpoolFileName(spoolFileName(conversation, sha256))));
  });

  it.each([
    '.x.jsonl',
    '-x.jsonl',
    '.jsonl',
    '__proto__',
    'a.json',
    'ajsonl',
    'a.jsonl.old',
    'a/b.jsonl',
    'a b.jsonl',
    `${'x'.repeat(202)}.jsonl`,
  ])('%s is none', (name) => expect(isSpoolFileName(name)).toBe(false));
});
