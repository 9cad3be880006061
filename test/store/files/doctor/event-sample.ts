import { eventLine, foundIn, judgeIn, repair } from './sample';

/** A file of events, judged. */

export const file = 'events/unbound.jsonl';
export const judge = judgeIn(file);
export const found = foundIn(file);
export const bad = (message: string, line: number, fix: string = repair) => found('events-damaged', message, line, fix);
export const edit = (line: number): string => `vi +${line} .stint/${file}`;
export const doubled = (line: number) => found('line-doubled', 'the same line stands in the file before', line, repair);
export const noEvent = 'the line is no event';
export const e1 = eventLine('e1');
export const e2 = eventLine('e2');
export const e3 = eventLine('e3');
