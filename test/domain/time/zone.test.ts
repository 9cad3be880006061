import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineZone } from '../../../src/compose/machine-zone';
import { localTime, momentAt, type Zone } from '../../../src/domain/time/zone';

const hourMs = 3_600_000;

/** Central Europe in 2026: clocks go forward on 29 March at 1:00 UTC and back on 25 October at 1:00 UTC. */
const berlin: Zone = {
  aheadMsAt: (ms) => (ms >= Date.UTC(2026, 2, 29, 1) && ms < Date.UTC(2026, 9, 25, 1) ? 2 : 1) * hourMs,
};

const shown = (text: string): number => Date.parse(`${text}Z`);

describe('a local time in a zone', () => {
  it.each([
    ['in winter', '2026-01-15T12:00', '2026-01-15T11:00:00.000Z'],
    ['in summer', '2026-07-15T12:00', '2026-07-15T10:00:00.000Z'],
    ['midnight before the clocks go forward', '2026-03-29T00:00', '2026-03-28T23:00:00.000Z'],
    ['skipped: as if not set forward yet', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['just after the gap', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['shown twice: the first', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['just after the second showing', '2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
    ['midnight after the clocks went back', '2026-10-26T00:00', '2026-10-25T23:00:00.000Z'],
  ])('%s', (_name, text, expected) => {
    expect(new Date(momentAt(shown(text), berlin)).toISOString()).toBe(expected);
  });

  it('is what the clocks of the zone show, weekdays from Monday', () => {
    expect(localTime(Date.parse('2026-10-25T22:59:00Z'), berlin)).toEqual({ year: 2026, month: 10, day: 25, weekday: 6 });
    expect(localTime(Date.parse('2026-10-25T23:01:00Z'), berlin)).toEqual({ year: 2026, month: 10, day: 26, weekday: 0 });
  });

  it('agrees with the clock of this machine at any moment of the last and next decades', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2060, 0, 1) }), (ms) => {
        const date = new Date(ms);
        const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
        expect(localTime(ms, machineZone)).toMatchObject({ year, month: month + 1, day, weekday: (date.getDay() + 6) % 7 });
        expect(momentAt(Date.UTC(year, month, day), machineZone)).toBe(new Date(year, month, day).getTime());
      }),
    );
  });
});
