import { expect, it } from 'vitest';
import { type Arrival, withoutDoubles } from '../../../src/domain/harness/without-doubles';

const second = (n: number): string => new Date(Date.UTC(2026, 10, 20, 9, 0, 0) + n * 1000).toISOString();
const arrival = (key: string, received: number, more: Partial<Arrival> = {}): Arrival => ({
  key,
  repeatable: false,
  shape: 'own',
  receivedAt: second(received),
  ...more,
});

it('keeps the first copy of a key, whenever the others arrive', () => {
  const copies = [arrival('a', 900), arrival('a', 0), arrival('b', 1)];
  expect(withoutDoubles(copies)).toEqual([copies[1], copies[2]]);
});

it('takes equal keys that can repeat for one event only within seconds', () => {
  const ends = [0, 1, 3600, 3602].map((at) => arrival('stop', at, { repeatable: true }));
  expect(withoutDoubles(ends)).toEqual([ends[0], ends[2]]);
});

it('pairs the two forms of an event whose times differ a little, one with one', () => {
  const form = (shape: 'own' | 'claude', at: number) => arrival(`t${at}${shape}`, at, { twin: 't', shape, at: second(at) });
  const forms = [
    form('own', 0),
    form('claude', 0.05),
    form('own', 0.5),
    form('own', 60),
    form('claude', 60.01),
    form('claude', 300),
  ];
  expect(withoutDoubles(forms)).toEqual([forms[0], forms[2], forms[3], forms[5]]);
});

it('drops copies of what was taken over before, also where they came in first', () => {
  const earlier = [arrival('a', 10), arrival('stop', 10, { repeatable: true })];
  const arrivals = [
    arrival('a', 9),
    arrival('stop', 6, { repeatable: true }),
    arrival('stop', 20, { repeatable: true }),
    arrival('b', 1),
  ];
  expect(withoutDoubles(arrivals, earlier)).toEqual([arrivals[2], arrivals[3]]);
});
