const handlers = (count: number) => `${count} ${count === 1 ? 'handler' : 'handlers'}`

export const overview = {
  title: 'Overview',
  ofAllCompanies: 'These figures are of all companies.',
  handlersWell: (total: number) =>
    total === 1 ? 'The handler is up to date' : `All ${handlers(total)} are up to date`,
  handlersNot: (well: number, total: number) => `${well} of ${handlers(total)} are up to date`,
  noHandlers: 'There is no handler yet',
  lastEvent: (when: string) => `the last event came ${when}`,
  noEventYet: 'no event has come yet',
  nothingParked: 'nothing waits for you',
  parked: (lanes: number) => `${lanes} ${lanes === 1 ? 'lane waits' : 'lanes wait'} for you`,
  tile: { received: 'Received', completed: 'Completed', waiting: 'Waiting', parked: 'Parked' },
  messagesDay: 'messages in 24 hours',
  deliveriesDay: 'deliveries in 24 hours',
  dayBefore: (count: string) => `the 24 hours before: ${count}`,
  failed: (count: string) => `${count} failed`,
  waitingNow: 'deliveries now',
  scheduled: (count: string) => `${count} more for a later date`,
  parkedNow: 'lanes now',
  deliveriesIn: (count: string) => `${count} deliveries in them`,
  byHour: 'Messages by hour',
  byType: 'Events by type',
  duration: 'From receipt to done',
  half: 'Half within',
  most: '95 of 100 within',
  noDuration: 'Nothing was done in the last 24 hours.',
  noType: 'without a type',
  noTypes: 'No event in the last 24 hours.',
  unusual: 'Unusual today',
  nothingUnusual: 'Nothing unusual.',
  legend: { received: 'Received', refused: 'Refused', before: 'A day earlier' },
  hour: (hour: string, received: number, completed: number, failed: number, refused: number) =>
    `${hour}: ${received} received, ${refused} refused; deliveries: ${completed} completed, ${failed} failed`,
  chartLabel: 'Messages received and calls refused in each of the last 24 hours',
  table: {
    hour: 'Hour',
    received: 'Received',
    completed: 'Deliveries completed',
    failed: 'Deliveries failed',
    refused: 'Refused',
  },
  kind: {
    handler_held: (handler: string) => `${handler} is held by a person: its events wait.`,
    circuit_open: (handler: string) =>
      `The target of ${handler} is down: its events wait, and it is tried again by itself.`,
    handler_retired: (handler: string) => `${handler} is not deployed any more.`,
    no_events: () => 'No events have come for longer than usual.',
    refusals: (_: string, count: number) =>
      `${count} ${count === 1 ? 'call was' : 'calls were'} refused.`,
    parked: (_: string, count: number) =>
      `${count} ${count === 1 ? 'lane has' : 'lanes have'} been parked.`,
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
  },
}
