import { visibleJson } from '../../domain/text/visible';

/** A value as compact JSON on one line. What a terminal would act upon or not show is escaped, and reads back the same. */
export const jsonLine = (value: unknown): string => visibleJson(JSON.stringify(value));
