import { units } from './units.ts'

export const history = {
  title: 'History',
  lead: 'What somebody did by hand: who, when, why, and what came of it. Looks at personal values are here too.',
  column: {
    at: 'When',
    kind: 'What',
    by: 'Who',
    target: 'To what',
    reason: 'Why',
    result: 'Result',
  },
  state: {
    running: 'Running',
    stopping: 'Being stopped',
    finished: 'Done',
    stopped: 'Stopped',
    failed: 'It did not work',
  },
  counts: (done: number, matched: number) => `${done} of ${units.deliveries(matched)}`,
  messages: (done: number, matched: number) => `${done} of ${units.messages(matched)}`,
  made: (deliveries: number) => `${units.deliveries(deliveries)} made`,
  selected: (count: number, text: string) =>
    count === 1 ? '1 selected message' : `${text} selected messages`,
  matching: (fields: string) =>
    fields === '' ? 'All messages' : `All messages that match: ${fields}`,
  searched: 'Search by a value or a key',
  subject: (id: string) => `Person #${id}`,
  moreSubjects: (count: number) => `and ${count} more ${count === 1 ? 'person' : 'people'}`,
  looksAt: (id: string) => `Who looked at the values of person #${id}`,
  looksLead: 'Looks at personal values, and recorded searches that found this person.',
  toEmployee: 'To this person',
  all: 'All of the history',
  noLooks: 'Nobody has looked at the values of this person',
  noLooksText: 'Records are deleted when their time to be kept is over.',
  show: 'Show what it touched',
  hide: 'Hide what it touched',
  untouched: 'Its single deliveries are not stored. Old ones are deleted with their messages.',

  first: (count: number) => `The first ${units.deliveries(count)}. The operations API has all.`,
  none: 'Nobody has done anything by hand',
  noneText: 'Replays, skips, holds and looks at personal values appear here.',
}
