import { units } from './units.ts'

/** Deliveries for what came in an hour. */
interface OfHour {
  readonly failed: number
  readonly waiting: number
  readonly completed: number
  readonly skipped: number
  readonly atLeast: boolean
}

export const handlers = {
  title: 'Handlers',
  lead: 'Each is one file in srv/handlers. Every employee’s events reach it in order.',
  none: 'There is no handler yet',
  noneText:
    'Put a file into srv/handlers and deploy. Messages are received and kept meanwhile, and can be handed over later by a backfill.',
  column: {
    name: 'Handler',
    state: 'State',
    takes: 'Takes',
    parked: 'Parked',
    behind: 'Behind them',
    waiting: 'Waiting',
    retrying: 'To be retried',
    instances: 'Instances',
  },
  types: (count: number) => `${count} ${count === 1 ? 'event type' : 'event types'}`,
  byPredicate: 'what a predicate chooses',
  allTypes: 'all event types',
}

export const handler = {
  meaning: {
    running: 'It takes events as they come.',
    held: 'A person holds it: nothing of it starts. Receiving goes on and everything is kept in order until it is resumed.',
    open: 'Its target is down. Its lanes wait without using up attempts; one probe at a time tries, and the first that succeeds lets all go on.',
    retired: 'No instance has it any more. What it had not done is kept; deploy it again to go on.',
  },
  nextProbe: 'Next probe',
  faults: 'Lanes in a row whose target failed',
  now: 'How it stands',
  parked: 'Parked, waiting for you',
  behind: 'Waiting behind them',
  waiting: 'Waiting for their turn',
  scheduled: 'For a later date',
  retrying: 'To be retried',
  instances: 'Instances that have it',
  lastSeen: 'Last registered',
  registered: 'First registered',
  formerly: 'Former names',
  day: 'Deliveries by hour',
  dayLabel: 'Deliveries for what was received in each of the last 24 hours, and how they ended',
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
  rates: 'How it does',
  ratesOf: (count: number) => `of its latest ${units.attempts(count)}`,
  share: (attempts: number, percent: string) => `${units.attempts(attempts)} (${percent})`,
  noAttempts: 'It has not run yet.',
  succeeded: 'Succeeded',
  failed: 'Failed',
  half: 'Half took at most',
  most: '95 of 100 took at most',
  causes: 'Why it failed',
  noCauses: 'Nothing of it is parked.',
  toParked: 'To the work list',
  takes: 'What it takes',
  takesAll: 'Events of every type.',
  options: 'Options in force',
  option: {
    attempts: 'Attempts',
    delays: 'Pause between them',
    onFailure: 'When all have failed',
    timeout: 'Time limit of an attempt',
    concurrency: 'At the same time, in each process',
    totalConcurrency: 'At the same time, in all processes',
    rateLimit: 'Rate limit',
    meanwhile: 'Until a start date',
  },
  fromTo: (first: string, most: string) => `${first}, growing to ${most}`,
  onFailure: { park: 'the lane is parked', skip: 'the event is skipped' },
  meanwhile: { wait: 'later events wait', overtake: 'later events overtake' },
  noStartDate: 'no start dates',
  noLimit: 'no limit',
  rate: (attempts: string, per: string) => `${attempts} in ${per}`,
  latest: 'Latest attempts',
  backfillFrom: 'Received from',
  backfillTo: 'Received until',
  backfillHint:
    'Leave both empty for everything that is kept. What it has had already is left alone.',
  backfillCount: 'Count',
}
