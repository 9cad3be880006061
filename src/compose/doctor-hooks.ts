import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readSmall } from '../adapters/git/find-checkout';
import { runHook, withoutAgents } from '../adapters/hooks/run-hook';
import { runProgram } from '../adapters/process/run-program';
import { nameProject } from '../adapters/project/admit-project';
import { agentFolder } from '../adapters/project/agent-files';
import type { ProjectLocation } from '../adapters/project/find-project';
import type { HookTryPorts } from '../core/doctor/try-hooks';
import { lookAtHooks } from '../core/hooks/look-at-hooks';
import { spoolFileName } from '../domain/event/spool-line';
import { hookFiles } from '../harness/hook-files';
import { hookSample } from '../harness/hook-sample';
import { sha256 } from '../store/files/digest';
import { initProject } from '../store/files/init-project';
import { composeHookFiles } from './hook-files';
import type { Io } from './io';

const trialMs = 15_000;
const versionMs = 5_000;

/** What trying the installed hooks needs of the outside. */
export const composeHookTrials = async (
  io: Io,
  project: ProjectLocation,
  shown: (path: string) => string,
): Promise<HookTryPorts> => {
  const { env } = io;
  const ports = await composeHookFiles(io, { folder: agentFolder(project), stintDir: project.stintDir });
  const isGuarded = /"guard"\s*:\s*"deny"/.test(readSmall(join(project.stintDir, 'config.json')) ?? '');
  let trials = 0;
  return {
    looks: () => lookAtHooks(ports, isGuarded),
    shown,
    tryHook: async (harness, event, command) => {
      const conversation = `stint-doctor-${process.pid}-${++trials}`;
      // A project of its own: what is recorded there never comes near the record of this one.
      const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'stint-doctor-')));
      try {
        const sample = hookSample(harness, event, { conversation, cwd, at: io.now() });
        // Known to a person who exists for this trial alone.
        const around = { ...withoutAgents(env), ...sample.env, XDG_STATE_HOME: join(cwd, 'state') };
        const { id } = await nameProject(join(cwd, '.stint'), undefined, { cwd, env: around });
        initProject(join(cwd, '.stint'), { projectId: id });
        const input = JSON.stringify(sample.payload);
        const ran = await runHook(command, { cwd, env: around, input, timeLimitMs: trialMs });
        const spool = join(cwd, '.stint/spool', spoolFileName(conversation, sha256));
        if (existsSync(spool)) return { recorded: true };
        if (ran.timedOut) return { recorded: false, why: `it did not end within ${trialMs} ms` };
        const found = await runHook('command -v stint', { cwd, env: around, input: '', timeLimitMs: versionMs });
        if (found.code !== 0) return { recorded: false, why: 'there is no stint on the PATH that the harness gives it' };
        return { recorded: false, ...(ran.stderr === '' ? {} : { why: ran.stderr.trim().split('\n')[0] ?? '' }) };
      } finally {
        await removeTrial(cwd);
      }
    },
    versions: async () => {
      const found: { harness: string; version?: string }[] = [];
      for (const { harness, programs } of hookFiles)
        for (const program of programs) {
          const run = { cwd: tmpdir(), env: withoutAgents(env), timeLimitMs: versionMs };
          const ran = await runProgram(program, ['--version'], run);
          if (ran.kind === 'absent') continue;
          const version = ran.kind === 'exit' && ran.code === 0 ? ran.stdout.trim().split('\n')[0] : undefined;
          found.push({ harness, ...(version === undefined || version === '' ? {} : { version: version.slice(0, 100) }) });
          break;
        }
      return found;
    },
  };
};

/** A hook may have left a process behind that still writes there: what cannot be removed is left to the system's own sweep. */
const removeTrial = async (folder: string): Promise<void> => {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch {
      await setTimeout(50);
    }
  }
};
