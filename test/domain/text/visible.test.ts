import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLine } from '../../../src/domain/text/visible';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0x200d, 0xfe0f, 0xd83d, 0xdc69, 0x2764, 0x1b, 0x0a, 0x61)),
    )
    .map((units) => String.fromCharCode(...units)),
);

describe('visibleLine', () => {
  it.each([
    ['', ''],
    ['Grüße, 日本語 – «ok» \u00a0 ✓', 'Grüße, 日本語 – «ok» \u00a0 ✓'],
    ['a\nb', 'a^Jb'],
    ['a\r\nb', 'a^M^Jb'],
    ['a\tb', 'a^Ib'],
    ['\u001b[31mred\u001b[0m', '^[[31mred^[[0m'],
    ['\u0000\u001f\u007f', '^@^_^?'],
    ['\u0085\u009b31m', '<U+0085><U+009B>31m'],
    ['\u202egnp.exe', '<U+202E>gnp.exe'],
    ['\u2066x\u2069\u200e\u200f\u061c', '<U+2066>x<U+2069><U+200E><U+200F><U+061C>'],
    ['pass\u200bword\u2060\ufeff\u00ad', 'pass<U+200B>word<U+2060><U+FEFF><U+00AD>'],
    ['one\u2028two\u2029', 'one<U+2028>two<U+2029>'],
    ['\u{e0041}\u{e007f}', '<U+E0041><U+E007F>'],
    ['\ud800x\udc00', '<U+D800>x<U+DC00>'],
    ['❤️ 👍🏽', '❤️ 👍🏽'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
    ['🏳️‍🌈 👩🏽‍🚀', '🏳️‍🌈 👩🏽‍🚀'],
    ['a\u200db 👩\u200d', 'a<U+200D>b 👩<U+200D>'],
    ['x\ufe0f\ufe0f\ufe01', 'x\ufe0f<U+FE0F><U+FE01>'],
    ['\ufe0fx', '<U+FE0F>x'],
  ])('shows %j as %j', (stored, shown) => {
    expect(visibleLine(stored)).toBe(shown);
  });

  it('lets no control, separator, bidi character, tag or lone surrogate through', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visibleLine(text)).not.toMatch(
          /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\u200b\u200c\u200e\u200f\ufeff\u{e0000}-\u{e007f}]/u,
        );
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = visibleLine(text);
        expect(visibleLine(shown)).toBe(shown);
      }),
    );
  });

  it('leaves letters, digits, punctuation and spaces as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(visibleLine(text)).toBe(text);
      }),
    );
  });
});
