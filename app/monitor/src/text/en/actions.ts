import { units } from './units.ts'

const { deliveries, messages } = units

const started = (done: number, of: number) =>
  done === of ? `${done} started` : `${done} of ${of} started`
/** `count` is null if the deliveries were not counted. */
const made = (done: number, _of: number, count: number | null) =>
  count === null
    ? `events of ${messages(done)} handed over`
    : `${deliveries(count)} made from ${messages(done)}`

export const actions = {
  name: {
    replay: 'Replay',
    edit: 'Edit and replay',
    rerun: 'Run again',
    skip: 'Skip',
    cancel: 'Cancel delivery',
    release: 'Start now',
    hold: 'Hold',
    resume: 'Resume',
    'skip-waiting': 'Skip what waits',
    'hold-all': 'Hold all handlers',
    'resume-all': 'Resume all handlers',
    backfill: 'Backfill',
    decode: 'Decode again',
    'hand-over': 'Hand over',
    repair: 'Repair',
    reveal: 'Show values',
    forget: 'Forget',
    'legal-hold': 'Place a legal hold',
    'lift-legal-hold': 'Lift a legal hold',
    block: 'Block',
  },
  done: {
    replay: 'Replay started',
    edit: 'Replay of the edited event started',
    rerun: 'Re-run started',
    skip: 'Skipped',
    cancel: 'Cancelled',
    release: 'Started',
  },
  failedAgain: 'Failed again',
  means: {
    replay:
      'Tries the failed event again in its place. If it succeeds, the events behind it continue.',
    edit: 'Tries the event again with the changes below. The original stays unchanged.',
    rerun:
      'Runs the event once more, before the waiting events of the same person. The handler sees that it is a replay.',
    skip: 'The handler does not get the event, and the events behind it continue. Somebody must do its work by hand.',
    cancel: 'Removes the delivery before it runs. The handler does not get the event.',
    release: 'Starts the delivery now. It does not wait for its date or its next attempt.',
    hold: 'No delivery of this handler starts any more. The service still receives events and keeps their order.',
    resume: 'The handler continues where it stopped, in order.',
    'skip-waiting':
      'Cancels the deliveries that wait, also those behind parked ones. Parked and scheduled deliveries stay. Then the handler runs again. Somebody must do the work by hand.',
    'hold-all':
      'No delivery of any handler starts any more. The service still receives events and keeps their order.',
    'resume-all':
      'The handlers that were put on hold all at once continue where they stopped, in order.',
    backfill: 'Delivers past events that the handler has not had, in order for each person.',
    decode: 'Decodes the stored body again, with the current version and settings.',
    'hand-over':
      'Passes the events to all handlers that take them, in order for each person. If the other sender sends the same changes later, handlers get them twice.',
  },
  staysHeld: (count: number) =>
    count === 1
      ? '1 handler was put on hold by itself. It stays on hold.'
      : `${units.handlers(count)} were put on hold by themselves. They stay on hold.`,
  comment: 'Reason',
  commentRequired: 'Enter a reason: others read it later.',
  commentHint: 'Everyone with access can read it. Enter no personal data.',
  counting: 'Counting…',
  concerns: (count: number, atLeast: boolean) => `This concerns ${deliveries(count, atLeast)}.`,
  concernsMessages: (count: number, atLeast: boolean) =>
    `This concerns ${messages(count, atLeast)}.`,
  concernsNothing: 'There is nothing left for this action. Another user may have been faster.',
  confirmMany: (name: string, count: number, atLeast: boolean) =>
    `${name} (${atLeast ? 'at least ' : ''}${count})`,
  working: 'Working…',
  /** Progress of an action. The states of its deliveries follow it. */
  progress: {
    replay: started,
    edit: started,
    rerun: started,
    release: started,
    backfill: made,
    'hand-over': made,
    decode: (done: number, of: number) => `${done} of ${messages(of)} decoded`,
    repair: (done: number, of: number) => `${done} of ${messages(of)} repaired`,
    forget: (done: number) => `${deliveries(done)} cancelled`,
    other: (done: number, of: number) => `${done} of ${of} done`,
  },
  /** Current states of the deliveries of an action. */
  outcome: {
    completed: (count: number) => `${count} completed`,
    failed: (count: number) => `${count} failed`,
    failedAgain: (count: number) => `${count} failed again`,
    replayedLater: (count: number) => `${count} failed, and replayed later`,
    retrying: (count: number) => `${count} failed, will be retried`,
    running: (count: number) => `${count} running`,
    waiting: (count: number) => `${count} waiting`,
    scheduled: (count: number) => `${count} scheduled`,
    skipped: (count: number) => `${count} skipped`,
    cancelled: (count: number) => `${count} cancelled`,
    deleted: (count: number) => `${count} no longer stored`,
    atLeast: (text: string) => `at least ${text}`,
  },
  share: 'Completed share',
  notStarted: (count: number, of: number) => `${count} of ${of} could not be started.`,
  refusedSome: (count: number) => `${count} left out: their state had changed`,
  /** Messages without a result of the action, by its kind. */
  nothingOf: {
    backfill: (count: number) =>
      `${messages(count)} ${count === 1 ? 'contains' : 'contain'} no further event that the handler takes`,
    decode: (count: number) => `${messages(count)} still cannot be read`,
    'hand-over': (count: number) =>
      `${messages(count)} ${count === 1 ? 'contains' : 'contain'} nothing left to hand over`,
  } as Readonly<Record<string, (count: number) => string>>,
  stop: 'Stop',
  stopped: 'Stopped',
  failed: 'The action failed',
  inBackground: 'The action continues if you close this window.',
}
