import type { Zone } from '../domain/time/zone';

/** The zone that this machine is set to, or that TZ names. */
export const machineZone: Zone = { aheadMsAt: (ms) => -new Date(ms).getTimezoneOffset() * 60_000 };
