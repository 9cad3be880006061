/** Global options that take the next word of the line as their value: it is no command word. */
export const globalOptionsWithValue: readonly string[] = ['--session', '--lock-timeout'];
