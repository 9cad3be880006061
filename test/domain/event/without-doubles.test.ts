import { expect, it } from 'vitest';
import { type Arrival, withoutDoubles } from '../../../src/domain/event/without-doubles';

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

it.each([
  [5, 1],
  [5.001, 2],
])('of keys that can repeat, one %s seconds after another leaves %s', (later, count) => {
  const ends = [0, later].map((at) => arrival('stop', at, { repeatable: true }));
  expect(withoutDoubles(ends)).toEqual(ends.slice(0, count));
});

it('measures the time of a copy from the last event that stayed, not from the last copy', () => {
  const ends = [0, 4, 8].map((at) => arrival('stop', at, { repeatable: true }));
  expect(withoutDoubles(ends)).toEqual([ends[0], ends[2]]);
});

const twinOf = (shape: Arrival['shape'], at?: number, twin = 't'): Partial<Arrival> => ({
  twin,
  shape,
  ...(at === undefined ? {} : { at: second(at) }),
});
const twinless = (shape: Arrival['shape'], at: number): Partial<Arrival> => ({ shape, at: second(at) });

it.each([
  ['two seconds apart', twinOf('own', 0), twinOf('claude', 2), 1],
  ['further apart', twinOf('own', 0), twinOf('claude', 2.001), 2],
  ['the other way round', twinOf('own', 2), twinOf('claude', 0), 1],
  ['in the same form', twinOf('own', 0), twinOf('own', 1), 2],
  ['of another event', twinOf('own', 0), twinOf('claude', 0, 'u'), 2],
  ['of which the second has no time', twinOf('own', 0), twinOf('claude'), 2],
  ['of which the first has no time', twinOf('own'), twinOf('claude', 0), 2],
  ['without times', twinOf('own'), twinOf('claude'), 2],
  ['of which the second has no other form', twinOf('own', 0), twinless('claude', 0), 2],
  ['of which none has another form', twinless('own', 0), twinless('claude', 0), 2],
])('of two forms %s', (_, first, later, count) => {
  const forms = [arrival('a', 0, first), arrival('b', 9, later)];
  expect(withoutDoubles(forms)).toEqual(forms.slice(0, count));
});

it('pairs a form that came in with one that was taken over before', () => {
  const earlier = [arrival('a', 0, { twin: 't', shape: 'own', at: second(0) })];
  const arrivals = [
    arrival('b', 1, { twin: 't', shape: 'claude', at: second(1) }),
    arrival('c', 2, { twin: 't', shape: 'claude', at: second(1) }),
  ];
  expect(withoutDoubles(arrivals, earlier)).toEqual([arrivals[1]]);
});

it('of copies that came in at once keeps the first, in the order of the arrivals', () => {
  const copies = [arrival('b', 5), arrival('a', 5, { at: second(1) }), arrival('a', 5, { at: second(2) }), arrival('c', 1)];
  expect(withoutDoubles(copies)).toEqual([copies[0], copies[1], copies[3]]);
});
