/** A clock that is never set back. `performance` is another: its first use loads a module for 1.5 ms. */
export const monotonicMs = (): number => process.uptime() * 1_000;
