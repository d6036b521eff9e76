import { units } from './units.ts'

const { handlers, deliveries, whom } = units
const wait = (count: number) => (count === 1 ? 'waits' : 'wait')
const are = (count: number) => (count === 1 ? 'is' : 'are')
/** For a handler that starts nothing. */
const waiting = (count: number) =>
  count === 0 ? 'no delivery waits yet' : `${deliveries(count)} ${wait(count)}`

export const overview = {
  title: 'Overview',
  ofAllCompanies: 'These numbers are for all companies.',
  handlersWell: (total: number) =>
    total === 1 ? 'the handler is up to date' : `all ${handlers(total)} are up to date`,
  handlersNot: (well: number, total: number) =>
    total === 1
      ? 'the handler is not up to date'
      : `${well} of ${handlers(total)} ${are(well)} up to date`,
  handlersOpen: (count: number) => `the target of ${handlers(count)} is down`,
  handlersHeld: (count: number) => `${handlers(count)} ${are(count)} held`,
  noHandlers: 'there is no handler yet',
  lastEvent: (when: string) => `last event: ${when}`,
  noEventYet: 'no event received yet',
  nothingParked: 'nothing waits for you',
  parked: (people: number, records: number) =>
    `${whom(people, records)} ${wait(people + records)} for you`,
  tile: { received: 'Received', completed: 'Completed', waiting: 'Waiting', parked: 'Parked' },
  atLeast: 'at least',
  messagesDay: (count: number) => `${count === 1 ? 'message' : 'messages'} in 24 hours`,
  deliveriesDay: (count: number) => `${count === 1 ? 'delivery' : 'deliveries'} in 24 hours`,
  dayBefore: (count: string) => `previous 24 hours: ${count}`,
  failed: (count: number) => `${deliveries(count)} failed`,
  waitingNow: (count: number) => `${count === 1 ? 'delivery' : 'deliveries'} now`,
  scheduled: (count: number) =>
    count === 0 ? 'none scheduled' : `${deliveries(count)} more scheduled`,
  parkedNow: (people: number, records: number): string => {
    if (records === 0) return people === 1 ? 'person now' : 'people now'
    if (people > 0) return 'people and records now'
    return records === 1 ? 'record now' : 'records now'
  },
  parkedDeliveries: (failed: number, behind: number) =>
    `${deliveries(failed)} failed, ${behind} ${wait(behind)} behind`,
  sparkline: {
    received: 'Messages received in each hour',
    completed: 'Deliveries completed, by the hour of receipt',
    failed: 'Deliveries failed, by the hour of receipt',
  },
  byType: 'Events by type',
  typesCut: (events: string) => `Counts only ${events}: at most 25,000 in 15 minutes.`,
  noType: 'without a type',
  noTypes: 'No events in the last 24 hours.',
  inDay: (events: string) => `${events} in the last 24 hours`,
  unusual: 'Unusual today',
  nothingUnusual: 'Nothing unusual.',
  kind: {
    handler_held: (handler: string, count: number) =>
      `An operator holds ${handler}: ${waiting(count)}.`,
    circuit_open: (handler: string, count: number) =>
      `The target of ${handler} is down: ${waiting(count)}. The service retries by itself.`,
    handler_retired: (handler: string, count: number) =>
      `${handler} is no longer deployed: ${waiting(count)}.`,
    no_events: () => 'No events have arrived for longer than usual.',
    refusals: (_: string, count: number) =>
      `The service refused ${units.calls(count)} in 24 hours.`,
    parked: (_: string, _count: number, people: number, records: number) =>
      `${whom(people, records)} ${wait(people + records)} for you.`,
    no_handler: (type: string, count: number) =>
      `No handler takes ${type === '' ? 'events without a type' : type}: ${units.events(count)} in 24 hours.`,
    fsync_off: () =>
      'The database runs with fsync=off: a crash of its server can lose acknowledged messages. Set fsync=on.',
    full_page_writes_off: () =>
      'The database runs with full_page_writes=off: a crash of its server can damage stored messages. Set full_page_writes=on.',
    commit_not_flushed: () =>
      'The database confirms messages before they are on disk. Set synchronous_commit=on for the role of this service.',
    standby_asynchronous: () =>
      'A standby follows the database asynchronously: a failover can lose acknowledged messages. Set synchronous_standby_names.',
  },
  act: {
    handler_held: 'See the handler',
    circuit_open: 'See the handler',
    handler_retired: 'See the handler',
    no_events: 'Check the connection',
    refusals: 'See why',
    parked: 'See the causes',
    no_handler: 'See the messages',
  },
}
