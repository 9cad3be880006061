import type { Binding } from '../binding/resolve-binding';
import type { Warning } from '../outcome';

/** For commands that work unbound too: says what looked like a binding and was not taken. */
export const bindingWarnings = (binding: Binding): Warning[] =>
  binding.session === undefined &&
  binding.reason !== undefined &&
  binding.refusal === undefined &&
  !binding.reason.startsWith('deliberately')
    ? [{ code: 'W_UNBOUND', message: `recorded without a session: ${binding.reason}` }]
    : binding.session === undefined && binding.refusal !== undefined
      ? [{ code: 'W_UNBOUND', message: `recorded without a session: ${binding.refusal.message}` }]
      : [];
