import { units } from './units.ts'

export const employees = {
  title: 'Employees',
  lead: 'Everyone with at least one event. Handlers get the events of each person in order.',
  search: 'Employee id',
  searchHint: 'The complete id, as SuccessFactors sends it',
  searchButton: 'Search',
  found: (text: string) => `Found for ${text}`,
  newest: 'Newest first',
  column: {
    key: 'Employee',
    state: 'Status',
    failed: 'Failures',
    lastEvent: 'Last event',
    kind: 'Kind of id',
    company: 'Company',
    firstSeen: 'First seen',
  },
  state: {
    parked: 'Waits for you',
    retrying: 'To be retried',
    waiting: 'Waiting',
    scheduled: 'Scheduled',
    idle: 'Nothing waits',
  },
  hasFailed: 'Has failed',
  nothingFailed: 'none',
  none: 'Employee not found',
  noneText:
    'No event for this id is stored. Old events are deleted after their retention period. Check the id, or search the messages.',
  noneYet: 'No employees yet',
  noneYetText: 'Connect SuccessFactors. People then appear here with their first event.',
  toMessages: 'To the messages',
}

export const employee = {
  lead: (kind: string, company: string | null) =>
    company === null ? kind : `${kind} in ${company}`,
  allWell: 'Nothing is parked, and nothing waits for this person.',
  parked: (count: number) =>
    `${units.handlers(count)} stopped for this person: a failed event waits for you.`,
  waiting: (count: number) => `${units.deliveries(count)} ${count === 1 ? 'waits' : 'wait'}.`,
  planned: (count: number, atLeast: boolean) =>
    `${units.deliveries(count, atLeast)} scheduled for a later date.`,
  withoutHandler: (count: number) =>
    count === 1
      ? 'No handler takes one of the events below.'
      : `No handler takes ${count} of the events below.`,
  parkedTitle: 'Failed, waiting for you',
  behindHead: (count: number) =>
    count === 0
      ? 'Nothing waits behind it.'
      : `${units.deliveries(count)} ${count === 1 ? 'waits' : 'wait'} behind it.`,
  lanes: 'Events, handler by handler',
  laneHint: 'Each row shows the deliveries of this person to one handler.',
  looks: 'Who looked at this person',
  allLooks: 'All of them',
  notTaken: 'not taken by this handler',
  plannedTitle: 'Scheduled',
  more: 'Show older events',
  none: 'No events are stored for this person',
  noneText: 'They may have been deleted after their retention period.',
  duplicate: 'duplicate',
}
