import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HookEnvironment, HookReading } from '../../src/domain/event/hook-reading';
import { readHook } from '../../src/harness/read-hook';

export const samples = join(import.meta.dirname, '../fixtures/harness');
export const sample = (name: string): string => readFileSync(join(samples, name), 'utf8');
export const sampleLines = (name: string): string[] => sample(name).trimEnd().split('\n');

/** Every file that holds what arrives on a hook's stdin (Codex notify: as last argument). */
export const hookSamples: readonly string[] = readdirSync(samples, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\/hooks[^/]*\/[^/]+\.json$|\/notify\./.test(name))
  .sort();

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const variables = (name: string): HookEnvironment =>
  Object.fromEntries(sampleLines(name).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

/** What the hook process of a sample finds around it. */
export const hookEnvironment = (name: string): HookEnvironment => {
  if (name.startsWith('claude-code/'))
    return { ...variables('claude-code/hook_env.txt'), CLAUDE_CODE_SESSION_ID: JSON.parse(sample(name)).session_id };
  if (name.startsWith('gemini/')) return variables('gemini/hook_env.txt');
  if (name.startsWith('copilot/')) return { COPILOT_CLI: '1', CLAUDE_PROJECT_DIR: '/home/dev/acme-api' };
  if (name.startsWith('cursor/')) return { CURSOR_VERSION: '2.9.1', CLAUDE_PROJECT_DIR: '/home/dev/acme-api' };
  return {};
};

export const readSample = (name: string, env = hookEnvironment(name), declared?: string): HookReading | undefined =>
  readHook({
    text: sample(name),
    env,
    sha256,
    ...(declared === undefined ? {} : { declared }),
    ...(name.includes('/hooks-native/') ? { event: /([^/]+)\.json$/.exec(name)?.[1] ?? '' } : {}),
  });
