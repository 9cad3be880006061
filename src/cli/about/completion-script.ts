import { globalOptions } from '../line/options';
import type { LoadedCommand } from '../load-commands';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What can follow some typed words: `words` are the command words so far, joined by a space. */
type Position = { readonly words: string; readonly candidates: readonly string[] };

const flagsOf = (flags: string): readonly string[] => flags.match(/(?<![\w-])--?[a-z][\w-]*/g) ?? [];

const globalFlags = globalOptions.flatMap((option) => flagsOf(option.flags));

const positions = (commands: readonly LoadedCommand[]): readonly Position[] => {
  const following = new Map<string, Set<string>>([['', new Set(['help', '--version'])]]);
  const add = (words: string, candidates: Iterable<string>): void => {
    following.set(words, new Set([...(following.get(words) ?? []), ...candidates]));
  };
  for (const { line, command } of commands) {
    if (line.hidden === true) continue;
    const options = (command.options ?? []).filter((option) => option.hidden !== true);
    const own = [
      ...(command.arguments ?? []).flatMap((argument) => argument.choices ?? []),
      ...options.flatMap((option) => flagsOf(option.flags)),
    ];
    for (const name of [line.name, ...(line.alias ?? [])]) {
      const [first = '', ...verbs] = name.split(' ');
      add('', [first]);
      if (verbs.length > 0) add(first, verbs);
      add(name, own);
    }
  }
  return [...following].map(([words, candidates]) => ({ words, candidates: [...candidates] }));
};

/** Values of options that have choices, by flag: the same flag offers the union of what any command takes. */
const optionValues = (commands: readonly LoadedCommand[]): readonly (readonly [string, readonly string[]])[] => {
  const values = new Map<string, Set<string>>();
  for (const { command } of commands) {
    for (const option of command.options ?? []) {
      for (const flag of option.choices === undefined ? [] : flagsOf(option.flags)) {
        values.set(flag, new Set([...(values.get(flag) ?? []), ...(option.choices ?? [])]));
      }
    }
  }
  return [...values].map(([flag, choices]) => [flag, [...choices]]);
};

/** The completion script of one shell, for `stint` and `session`. */
export const completionScript = (shell: Shell, commands: readonly LoadedCommand[]): string => {
  switch (shell) {
    case 'bash':
      return bashScript(commands, '');
    case 'zsh':
      return bashScript(commands, 'autoload -U +X bashcompinit && bashcompinit\n');
    case 'fish':
      return fishScript(commands);
  }
};

const bashScript = (commands: readonly LoadedCommand[], preamble: string): string => {
  const cases = positions(commands).map(({ words, candidates }) => `    "${words}") echo "${candidates.join(' ')}" ;;`);
  const values = optionValues(commands).map(([flag, choices]) => `    ${flag}) echo "${choices.join(' ')}" ;;`);
  return `${preamble}_stint_following() {
  case "$1" in
${cases.join('\n')}
  esac
}
_stint_values() {
  case "$1" in
${values.join('\n')}
    *) return 1 ;;
  esac
}
_stint() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="" found="" word candidates i
  [ "\${COMP_WORDS[0]##*/}" = session ] && words=session && found=session
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    [ "\${word#-}" != "$word" ] && continue
    words="\${words:+$words }$word"
    [ -n "$(_stint_following "$words")" ] && found="$words"
  done
  if ! candidates="$(_stint_values "\${COMP_WORDS[COMP_CWORD - 1]}")"; then
    candidates="$(_stint_following "$found") ${globalFlags.join(' ')}"
  fi
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _stint stint session
`;
};

const fishScript = (commands: readonly LoadedCommand[]): string => {
  const lines: string[] = [];
  for (const { words, candidates } of positions(commands)) {
    for (const program of ['stint', 'session']) {
      const typed = program === 'session' ? words.replace(/^session ?/, '') : words;
      if (program === 'session' && !(words === 'session' || words.startsWith('session '))) continue;
      const seen =
        typed === ''
          ? '__fish_use_subcommand'
          : typed
              .split(' ')
              .map((word) => `__fish_seen_subcommand_from ${word}`)
              .join('; and ');
      const plain = candidates.filter((candidate) => !candidate.startsWith('-'));
      if (plain.length > 0) lines.push(`complete -c ${program} -f -n '${seen}' -a '${plain.join(' ')}'`);
      for (const flag of candidates)
        if (flag.startsWith('--')) lines.push(`complete -c ${program} -n '${seen}' -l ${flag.slice(2)}`);
    }
  }
  const values = new Map(optionValues(commands));
  for (const [flag, choices] of values) {
    if (flag.startsWith('--')) lines.push(`complete -c stint -l ${flag.slice(2)} -x -a '${choices.join(' ')}'`);
  }
  for (const flag of globalFlags) if (flag.startsWith('--')) lines.push(`complete -c stint -l ${flag.slice(2)}`);
  return `${[...new Set(lines)].join('\n')}\n`;
};
