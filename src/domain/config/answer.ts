import * as z from 'zod';

const settingSchema = z.object({ key: z.string(), value: z.unknown().optional(), default: z.unknown().optional() });
const listSchema = z.object({ items: z.array(settingSchema), total: z.number(), truncated: z.boolean() });

/** What `--json` answers, by command. */
export const answers = {
  'config get': settingSchema,
  'config set': settingSchema.extend({ changed: z.boolean() }),
  'config unset': settingSchema.extend({ changed: z.boolean() }),
  'config list': listSchema,
  'config path': z.object({ path: z.string() }),
};
