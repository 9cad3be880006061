import { changeSetting } from '../../../core/config/settings';
import type { ConfigChanged } from '../../../domain/config/decide-config';
import { defineCommand } from '../../command';
import { settingWords } from '../../render/setting';
import { requiredArgument } from '../../shared/typed-text';

export const command = defineCommand<ConfigChanged>({
  effect: 'write',
  arguments: [
    { name: '<key>', help: 'dotted name of the setting' },
    { name: '<value>', help: 'its new value' },
  ],
  examples: [{ line: 'stint config set multiSession.maxConcurrentSessions 10', does: 'allows ten sessions at once' }],
  run: (input, services) =>
    changeSetting(services.context(), { key: requiredArgument(input, 'key'), text: requiredArgument(input, 'value') }),
  render: (result, page) => `${result.key} = ${settingWords(result, page)}${result.changed ? '' : ' (unchanged)'}`,
});
