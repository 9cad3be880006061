const marker = '// stint: plugin for OpenCode, written by `stint hooks install opencode`.';

const program = (guard: boolean): string => `${marker} Changes in this file are lost.
import { spawn } from 'node:child_process';

/** Whether writes are looked at before they happen: the setting \`hooks.guard\` when this file was written. */
const guard = ${guard};
const answerWithinMs = 5000;
const writingTools = ['write', 'edit', 'multiedit', 'patch', 'apply_patch'];
const keptArguments = ['command', 'filePath', 'path', 'patchText', 'patch', 'input'];

const start = (stdout) =>
  spawn('stint', ['hook', 'opencode'], {
    stdio: ['pipe', stdout, 'ignore'],
    detached: stdout === 'ignore' && process.platform !== 'win32',
    shell: process.platform === 'win32',
    windowsHide: true,
  });

const feed = (child, payload) => {
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(payload));
};

/** Nobody waits for it, and nothing that goes wrong with it reaches OpenCode. */
const send = (payload) => {
  try {
    const child = start('ignore');
    child.on('error', () => {});
    feed(child, payload);
    child.unref();
  } catch {}
};

/** The answer as an object; an empty one where none comes in time. */
const ask = (payload) =>
  new Promise((resolve) => {
    try {
      const child = start('pipe');
      const timer = setTimeout(() => {
        child.kill();
        resolve({});
      }, answerWithinMs);
      let text = '';
      child.on('error', () => {
        clearTimeout(timer);
        resolve({});
      });
      child.stdout.on('data', (data) => {
        text += data;
      });
      child.on('close', () => {
        clearTimeout(timer);
        try {
          resolve(JSON.parse(text));
        } catch {
          resolve({});
        }
      });
      feed(child, payload);
    } catch {
      resolve({});
    }
  });

const picked = (args) => Object.fromEntries(Object.entries(args ?? {}).filter(([name]) => keptArguments.includes(name)));

export const Stint = async ({ directory, worktree }) => {
  const parents = new Map();
  const contexts = new Map();
  const told = new Set();
  /** The conversation that a person sees: a subagent's session speaks for the one it was started from. */
  const conversation = (id) => (parents.has(id) ? conversation(parents.get(id)) : id);
  const payload = (event, id, rest) => ({
    event,
    sessionID: conversation(id),
    cwd: directory,
    worktree,
    at: new Date().toISOString(),
    ...rest,
  });
  const begin = (id, info) => {
    const { time, model } = info ?? {};
    const about = { info: { id, directory, ...(time ? { time } : {}), ...(model ? { model } : {}) } };
    const context = ask(payload('session.created', id, about)).then((answer) => answer.context);
    contexts.set(id, context);
    return context;
  };
  const onEvent = ({ type, properties }) => {
    const { info, sessionID: id = info?.sessionID ?? info?.id } = properties ?? {};
    if (typeof id !== 'string') return;
    if (info?.parentID && type.startsWith('session.')) parents.set(id, info.parentID);
    if (type === 'message.updated') {
      if (info?.role !== 'assistant' || !info.time?.completed || told.has(info.id)) return;
      told.add(info.id);
      const { role, modelID, providerID, cost, tokens, time } = info;
      send(payload(type, id, { info: { id: info.id, role, modelID, providerID, cost, tokens, time } }));
    } else if (parents.has(id)) return;
    else if (type === 'session.created') void begin(id, info);
    else if (type === 'session.compacted') {
      contexts.delete(id);
      send(payload(type, id));
    } else if (type === 'session.idle' || type === 'session.deleted') send(payload(type, id));
  };
  return {
    event: async ({ event }) => {
      try {
        onEvent(event);
      } catch {}
    },
    'tool.execute.before': async ({ tool, sessionID, callID }, output) => {
      if (!guard || !writingTools.includes(tool)) return;
      const { deny } = await ask(payload('tool.execute.before', sessionID, { tool, callID, args: picked(output?.args) }));
      if (typeof deny === 'string') throw new Error(deny);
    },
    'tool.execute.after': async ({ tool, sessionID, callID, args }, output) => {
      try {
        const { exit, output: text } = output?.metadata ?? {};
        const metadata = { exit, output: typeof text === 'string' ? text.slice(-20000) : undefined };
        send(payload('tool.execute.after', sessionID, { tool, callID, args: picked(args), metadata }));
      } catch {}
    },
    'shell.env': async ({ sessionID }, output) => {
      if (sessionID && output?.env) output.env.STINT_CONVERSATION = conversation(sessionID);
    },
    'experimental.chat.system.transform': async ({ sessionID }, output) => {
      try {
        if (!sessionID || parents.has(sessionID)) return;
        const context = await (contexts.get(sessionID) ?? begin(sessionID));
        if (typeof context === 'string' && !output.system.includes(context)) output.system.push(context);
      } catch {}
    },
  };
};
`;

/** The text of the file that OpenCode loads; `guard` as the setting `hooks.guard` has it. */
export const openCodePlugin = program;

/** Whether a file is stint's plugin, of whatever version. */
export const isOpenCodePlugin = (text: string): boolean => text.startsWith('// stint: plugin for OpenCode');
