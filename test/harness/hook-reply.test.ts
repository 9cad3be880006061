import { describe, expect, it } from 'vitest';
import type { HookReading } from '../../src/domain/event/hook-reading';
import { agentText, answerForAgent, name } from '../../src/domain/text/agent-text';
import { contextReply, denyReply } from '../../src/harness/hook-reply';

type Row = readonly [harness: HookReading['harness'], shape: HookReading['shape'], answer: object];
const context = answerForAgent([agentText`Session ${name('s1')}`, agentText`is open.`], '\n', 500);
const started = { hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: context } };
const reason = answerForAgent([agentText`T001 is of another session.`], ' ', 500);
const permission = { permissionDecision: 'deny', permissionDecisionReason: reason };
const denied = { hookSpecificOutput: { hookEventName: 'PreToolUse', ...permission } };

describe('the start of a conversation is answered', () => {
  it.each<Row>([
    ['claude', 'own', started],
    ['codex', 'own', started],
    ['gemini', 'own', started],
    ['copilot', 'own', { additionalContext: context }],
    ['copilot', 'claude', { additionalContext: context, ...started }],
    ['cursor', 'own', { env: { STINT_CONVERSATION: 'c1' }, additional_context: context }],
    ['opencode', 'own', { env: { STINT_CONVERSATION: 'c1' }, context }],
  ])('for %s in the form %s', (harness, shape, answer) => {
    expect(JSON.parse(contextReply({ harness, shape }, context, 'c1'))).toStrictEqual(answer);
  });

  it.each<Row>([
    ['claude', 'own', started],
    ['cursor', 'own', { additional_context: context }],
    ['opencode', 'own', { context }],
  ])('for %s where it names no conversation', (harness, shape, answer) => {
    expect(JSON.parse(contextReply({ harness, shape }, context, undefined))).toStrictEqual(answer);
  });

  it('with nothing where the harness is not known', () => {
    expect(contextReply({ harness: 'unknown', shape: 'own' }, context, 'c1')).toBe('');
  });
});

describe('a tool is kept from running', () => {
  it.each<Row>([
    ['claude', 'own', denied],
    ['codex', 'own', denied],
    ['gemini', 'own', { decision: 'deny', reason }],
    ['copilot', 'own', permission],
    ['copilot', 'claude', { ...permission, ...denied }],
    ['cursor', 'own', { permission: 'deny', user_message: reason, agent_message: reason }],
    ['opencode', 'own', { deny: reason }],
  ])('by %s in the form %s', (harness, shape, answer) => {
    expect(JSON.parse(denyReply({ harness, shape }, reason))).toStrictEqual(answer);
  });

  it('by nothing where the harness is not known', () => {
    expect(denyReply({ harness: 'unknown', shape: 'claude' }, reason)).toBe('');
  });
});
