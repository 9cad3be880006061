import type { HookReading } from '../domain/event/hook-reading';
import type { AgentAnswer } from '../domain/text/agent-text';

type Asker = Pick<HookReading, 'harness' | 'shape'>;

/** What Claude Code reads, and what others read who run its hook files. */
const claudeOutput = (event: string, fields: Readonly<Record<string, string>>) => ({
  hookSpecificOutput: { hookEventName: event, ...fields },
});

/** The start of a conversation, answered: `context` reaches the agent; '' for a harness that takes none. */
export const contextReply = ({ harness, shape }: Asker, context: AgentAnswer, conversation: string | undefined): string => {
  const env = conversation === undefined ? {} : { env: { STINT_CONVERSATION: conversation } };
  switch (harness) {
    case 'claude':
    case 'codex':
    case 'gemini':
      return JSON.stringify(claudeOutput('SessionStart', { additionalContext: context }));
    case 'copilot':
      return JSON.stringify({
        additionalContext: context,
        ...(shape === 'claude' ? claudeOutput('SessionStart', { additionalContext: context }) : {}),
      });
    case 'cursor':
      return JSON.stringify({ ...env, additional_context: context });
    case 'opencode':
      return JSON.stringify({ ...env, context });
    case 'unknown':
      return '';
  }
};

/** A tool's start, answered: it does not run, and the agent reads the reason. */
export const denyReply = ({ harness, shape }: Asker, reason: AgentAnswer): string => {
  const permission = { permissionDecision: 'deny', permissionDecisionReason: reason };
  switch (harness) {
    case 'claude':
    case 'codex':
      return JSON.stringify(claudeOutput('PreToolUse', permission));
    case 'gemini':
      return JSON.stringify({ decision: 'deny', reason });
    case 'copilot':
      return JSON.stringify({ ...permission, ...(shape === 'claude' ? claudeOutput('PreToolUse', permission) : {}) });
    case 'cursor':
      return JSON.stringify({ permission: 'deny', user_message: reason, agent_message: reason });
    case 'opencode':
      return JSON.stringify({ deny: reason });
    case 'unknown':
      return '';
  }
};
