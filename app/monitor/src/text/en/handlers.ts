import { units } from './units.ts'

/** Deliveries of the messages of one hour, by state. */
interface OfHour {
  readonly failed: number
  readonly waiting: number
  readonly completed: number
  readonly skipped: number
  readonly atLeast: boolean
}

export const handlers = {
  title: 'Handlers',
  lead: 'Each handler is one file in srv/handlers. It gets the events of each employee in order. A delivery is one event for one handler.',
  none: 'There is no handler yet',
  noneText:
    'Put a file into srv/handlers and deploy. Meanwhile the service stores all messages. A backfill can deliver them later.',
  column: {
    name: 'Handler',
    state: 'State',
    parked: 'Parked',
    behind: 'Behind them',
    waiting: 'Waiting',
    retrying: 'To be retried',
    rate: 'Attempts',
    errors: 'Errors',
    p95: 'Duration, p95',
    lastRun: 'Last attempt',
  },
  held: (since: string, by: string) => `since ${since}, by ${by}`,
}

export const handler = {
  meaning: {
    running: 'It handles events as they arrive.',
    parked:
      'It runs, but parked deliveries wait for an operator. It still handles the events of other people.',
    held: 'An operator holds it: none of its deliveries starts. The service still receives events and keeps their order.',
    open: 'Its target is down or refuses the login. Deliveries wait without using attempts. From time to time, one of them tests the target. When it succeeds, the others continue.',
    retired:
      'No instance runs it any more. Its waiting deliveries are kept. Deploy it again to continue.',
  },
  nextProbe: 'Next test of the target',
  faults: 'Target failures in a row, each for another person',
  now: 'Current state',
  parked: 'Parked, waiting for you',
  behind: 'Waiting behind them',
  waiting: 'Waiting for their turn',
  scheduled: 'Scheduled for later',
  retrying: 'To be retried',
  instances: 'Instances that run it',
  lastSeen: 'Last registered',
  registered: 'First registered',
  formerly: 'Former names',
  day: 'Deliveries by hour',
  dayLabel: 'Deliveries of the last 24 hours by hour of receipt and state',
  dayLegend: {
    failed: 'Failed',
    waiting: 'Waiting',
    completed: 'Completed',
    skipped: 'Skipped or cancelled',
    before: 'All deliveries a day earlier',
  },
  dayHour: 'Hour',
  inHour: (hour: string, of: OfHour) =>
    `${hour}: ${units.deliveries(of.completed + of.failed + of.waiting + of.skipped, of.atLeast)}: ${of.failed} failed, ${of.waiting} waiting, ${of.completed} completed, ${of.skipped} skipped or cancelled`,
  noAttempts: 'No attempts yet.',
  causes: 'Causes of failures',
  noCauses: 'It has no parked deliveries.',
  toParked: 'To all parked deliveries',
  takes: 'Events that it takes',
  takesAll: 'Events of every type.',
  options: 'Active options',
  option: {
    attempts: 'Attempts',
    delays: 'Delay between attempts',
    onFailure: 'After the last failed attempt',
    timeout: 'Time limit per attempt',
    concurrency: 'Parallel attempts, per process',
    totalConcurrency: 'Parallel attempts, all processes',
    rateLimit: 'Rate limit',
    meanwhile: 'Until a start date',
  },
  fromTo: (first: string, most: string) => `${first}, rising to ${most}`,
  onFailure: { park: 'later events of the person wait (parked)', skip: 'the event is skipped' },
  meanwhile: { wait: 'later events wait', overtake: 'later events overtake' },
  noStartDate: 'no start dates',
  noLimit: 'no limit',
  rate: (attempts: string, per: string) => `${attempts} in ${per}`,
  latest: 'Latest attempts',
  hold: {
    title: 'On hold',
    by: 'Held by',
    since: 'Since',
    why: 'Reason',
    noReason: 'No reason was given',
    waits: 'Waiting meanwhile',
    behind: (deliveries: string) => `and ${deliveries} behind parked ones`,
  },
  resume: {
    choose: 'Meanwhile, deliveries have come in. What shall happen to them?',
    run: (deliveries: string) => `Run what waits (${deliveries})`,
    skip: (deliveries: string) => `Skip what waits (${deliveries})`,
    next: 'Continue',
  },
  backfillHint: 'The handler gets no event that it has had already.',
  backfillZone: (zone: string) => `Times are in your time zone, ${zone}.`,
  backfillTypes: 'Events that the handler has not had',
  backfillType: (type: string, events: number, atLeast: boolean) =>
    `${type}: ${units.events(events, atLeast)}`,
  backfillNone: 'There are none in this period.',
  backfillUncounted:
    'There are none among the oldest 20,000 messages of this period. The later messages were not counted.',
  backfillPredicate: 'A function of the handler decides, so it may leave some of them out.',
  noType: '(without a type)',
  backfillConfirm: (name: string, events: number, atLeast: boolean) =>
    `${name} (${units.events(events, atLeast)})`,
}
