import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentsBlockState, withAgentsBlock } from '../../../src/domain/project/agents-block';

const block = withAgentsBlock('') ?? '';
const older = '<!-- stint:begin v0 -->\nold words\n<!-- stint:end -->';

describe('withAgentsBlock', () => {
  it('has at most 15 lines and the facts an agent needs', () => {
    expect(block.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    for (const word of ['start', 'next', 'wip', 'done', 'log', 'end']) expect(block).toContain(`stint ${word}`);
    for (const word of ['--json', '32', '35', '36']) expect(block).toContain(word);
  });

  it.each([
    ['', block],
    ['# Notes\n', `# Notes\n\n${block}`],
    ['# Notes', `# Notes\n\n${block}`],
    [`a\n${older}\nb\n`, `a\n${block}b\n`],
    [`a\n${older}`, `a\n${block.trimEnd()}`],
    [`a\n${block}b\n`, `a\n${block}b\n`],
    ['a\r\n', `a\r\n\r\n${block.replaceAll('\n', '\r\n')}`],
    [`a\r\n${older.replaceAll('\n', '\r\n')}\r\nb\r\n`, `a\r\n${block.replaceAll('\n', '\r\n')}b\r\n`],
    ['Write `<!-- stint:begin v0 -->` so\n', `Write \`<!-- stint:begin v0 -->\` so\n\n${block}`],
    ['<!-- stint:begin v0 -->\nno end\n', undefined],
    ['<!-- stint:begin v99 -->\nnewer\n<!-- stint:end -->\n', '<!-- stint:begin v99 -->\nnewer\n<!-- stint:end -->\n'],
  ])('makes of %j what it should be', (text, expected) => {
    expect(withAgentsBlock(text)).toBe(expected);
  });

  it('keeps every other word, and changes nothing the second time', () => {
    const around = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('stint:'));
    fc.assert(
      fc.property(around, around, (before, after) => {
        const once = withAgentsBlock(`${before}\n${older}\n${after}`);
        expect(once?.startsWith(`${before}\n`)).toBe(true);
        expect(once?.endsWith(`\n${after}`)).toBe(true);
        expect(withAgentsBlock(once ?? '')).toBe(once);
      }),
    );
  });
});

describe('agentsBlockState', () => {
  it.each([
    ['', 'absent'],
    ['# Notes\n', 'absent'],
    [block, 'current'],
    [block.replaceAll('\n', '\r\n'), 'current'],
    [`x\n${older}`, 'outdated'],
    [block.replace('Stop', 'Halt'), 'outdated'],
    ['<!-- stint:begin v1 -->\n', 'outdated'],
    ['<!-- stint:begin v99 -->\n', 'current'],
  ])('calls %j %s', (text, state) => {
    expect(agentsBlockState(text)).toBe(state);
  });
});
