import { units } from './units.ts'

export const employees = {
  title: 'Employees',
  lead: 'Everyone that an event has come for. The order of events is kept for each of them.',
  search: 'Employee id',
  searchHint: 'The whole id, as SuccessFactors sends it',
  searchButton: 'Search',
  found: (text: string) => `Found for ${text}`,
  newest: 'Newest first',
  column: { key: 'Employee', kind: 'Kind of id', company: 'Company', firstSeen: 'First seen' },
  none: 'No such employee',
  noneText:
    'No event has come for this id, or it is older than what is kept. Check the id, or look among the messages.',
  noneYet: 'No event has come for anybody yet',
  noneYetText: 'Connect SuccessFactors, and people appear here with their first event.',
  toMessages: 'To the messages',
}

export const employee = {
  lead: (kind: string, company: string | null) =>
    company === null ? kind : `${kind} in ${company}`,
  allWell: 'Nothing is parked, and nothing waits for this person.',
  parked: (count: number) =>
    `${units.handlers(count)} cannot go on for this person: a failed event waits for you.`,
  waiting: (count: number) => `${units.deliveries(count)} ${count === 1 ? 'waits' : 'wait'}.`,
  planned: (count: number, atLeast: boolean) =>
    `${units.deliveries(count, atLeast)} planned for a later date.`,
  withoutHandler: (count: number) =>
    count === 1
      ? 'No handler takes one of the events below.'
      : `No handler takes ${count} of the events below.`,
  parkedTitle: 'What stands still',
  behindHead: (count: number) =>
    count === 0
      ? 'Nothing waits behind it.'
      : `${units.deliveries(count)} ${count === 1 ? 'waits' : 'wait'} behind it.`,
  lanes: 'Events, lane by lane',
  looks: 'Who looked at the values',
  notTaken: 'not taken by this handler',
  plannedTitle: 'What is planned',
  more: 'Show older events',
  none: 'No events are kept for this person',
  noneText: 'They may have been deleted when their time to be kept was over.',
  repeat: 'repeat',
}
