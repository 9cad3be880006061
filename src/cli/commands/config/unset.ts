import { changeSetting } from '../../../core/config/settings';
import type { ConfigChanged } from '../../../domain/config/decide-config';
import { defineCommand } from '../../command';
import { settingWords } from '../../render/setting';
import { requiredArgument } from '../../shared/typed-text';

export const command = defineCommand<ConfigChanged>({
  effect: 'write',
  arguments: [{ name: '<key>', help: 'dotted name of the setting' }],
  examples: [{ line: 'stint config unset session.staleAfter', does: 'goes back to the default' }],
  run: (input, services) => changeSetting(services.context(), { key: requiredArgument(input, 'key'), text: undefined }),
  render: (result, page) => `${result.key} = ${settingWords(result, page)}${result.changed ? '' : ' (unchanged)'}`,
});
