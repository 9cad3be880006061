import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../../src/domain/secret/mask-secrets';

// Put together here so that no scanner takes this file for a leak.
const aws = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const github = ['ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');
const finePat = ['github_pat_', '11ABCDEFG0abcdefghijkl_ABCDEF'].join('');
const openai = ['sk-', 'proj-abcDEF123456_ghiJKL-789mno'].join('');
const slack = ['xoxb-', '123456789012-abcdefABCDEF'].join('');
const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0In0', 'c2lnbmF0dXJl'].join('.');
const pem = ['-----BEGIN RSA PRIVATE', ' KEY-----\nMIIE\nabc\n-----END RSA PRIVATE', ' KEY-----'].join('');

describe('maskSecrets', () => {
  it.each([
    [`key ${aws}.`, 'key [masked aws-access-key].', ['aws-access-key']],
    [`t=${github}`, 't=[masked github-token]', ['github-token']],
    [finePat, '[masked github-token]', ['github-token']],
    [`OPENAI_API_KEY=${openai}\n`, 'OPENAI_API_KEY=[masked secret-key]\n', ['secret-key']],
    [`"${slack}"`, '"[masked slack-token]"', ['slack-token']],
    [`Bearer ${jwt}, ok`, 'Bearer [masked jwt], ok', ['jwt']],
    [`a ${pem} b`, 'a [masked private-key] b', ['private-key']],
    [`cut ${pem.slice(0, 40)}`, 'cut [masked private-key]', ['private-key']],
    [
      `${aws} ${aws} ${github}`,
      '[masked aws-access-key] [masked aws-access-key] [masked github-token]',
      ['aws-access-key', 'github-token'],
    ],
  ])('masks %j', (text, clean, masked) => {
    expect(maskSecrets(text)).toEqual({ text: clean, masked });
  });

  it.each([
    'Fix the task-list-of-2026-with-a-long-name',
    'risk-free disk-0123456789-0123456789-0123456789',
    'sk-this-is-only-a-kebab-word-without-digits',
    'AKIA is how they begin',
    'commit 3f0c1f527d0b4a539a3e5c2f6c1b8e103f0c1f52',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  ])('leaves %j alone', (text) => {
    expect(maskSecrets(text)).toEqual({ text, masked: [] });
  });

  it('changes nothing the second time', () => {
    const piece = fc.oneof(fc.constantFrom(aws, github, finePat, openai, slack, jwt, pem, pem.slice(0, 40)), fc.string());
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const once = maskSecrets(pieces.join(''));
        expect(maskSecrets(once.text)).toEqual({ text: once.text, masked: [] });
      }),
    );
  });
});
