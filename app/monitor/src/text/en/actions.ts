import { units } from './units.ts'

const { deliveries, messages } = units

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
const started = (done: number, of: number) =>
  done === of ? `${done} started` : `${done} of ${of} started`
/** null = deliveries were not counted */
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
    backfill: 'Backfill',
    decode: 'Decode again',
    'hand-over': 'Hand over',
    repair: 'Repair',
    reveal: 'Show values',
  },
  done: {
    replay: 'Replay started',
    edit: 'Replay with the edited event started',
    rerun: 'Run again started',
    skip: 'Skipped',
    cancel: 'Cancelled',
    release: 'Started',
  },
  failedAgain: 'Failed again',
  means: {
    replay:
      'Tries the failed event again at its place. What waits behind it goes on when it succeeds.',
    edit: 'Tries the event again with the changes below. The original stays as it came.',
    rerun: 'Runs it once more as the next of its lane. The handler is told that it is a replay.',
    skip: 'The event is not handled, and what waits behind it goes on. Somebody has to do by hand what it would have done.',
    cancel: 'Takes it out of its lane before it has run. It will not be handled.',
    release: 'Does not wait for its date or its next try any longer.',
    hold: 'Nothing of this handler starts any more. Receiving goes on, and everything is kept in order.',
    resume: 'The handler goes on where it stopped, in order.',
    backfill: 'Hands past events to the handler that it has not had, each at its place.',
    decode: 'Reads the body again, as it would be read today.',
    'hand-over':
      'Hands the events to all handlers that take them, each at its place. If the sender that counts brings the same changes later, they are handled twice.',
  },
  reason: 'Reason',
  reasonRequired: 'A reason is needed: others read it later.',
  reasonHint: 'Shown to everyone with access. No personal data.',
  counting: 'Counting what this concerns…',
  concerns: (count: number, atLeast: boolean) => `This concerns ${deliveries(count, atLeast)}.`,
  concernsMessages: (count: number, atLeast: boolean) =>
    `This concerns ${messages(count, atLeast)}.`,
  concernsBackfill: (count: number, atLeast: boolean) =>
    `${capital(messages(count, atLeast))} ${count === 1 ? 'holds' : 'hold'} an event that the handler has not had. It gets those events that it takes.`,
  concernsNothing: 'There is nothing that this can be done with. Somebody may have been faster.',
  confirmMany: (name: string, count: number, atLeast: boolean) =>
    `${name} (${atLeast ? 'at least ' : ''}${count})`,
  working: 'Working…',
  /** How far an action is; how its deliveries stand follows. */
  progress: {
    replay: started,
    edit: started,
    rerun: started,
    release: started,
    backfill: made,
    'hand-over': made,
    decode: (done: number, of: number) => `${done} of ${messages(of)} decoded`,
    repair: (done: number, of: number) => `${done} of ${messages(of)} repaired`,
    other: (done: number, of: number) => `${done} of ${of} done`,
  },
  /** How deliveries of an action stand now. */
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
  share: 'Share that is completed',
  notStarted: (count: number, of: number) => `${count} of ${of} could not be started.`,
  refusedSome: (count: number) => `${count} left alone: their state had changed`,
  /** Messages of which an action could do nothing, by its kind. */
  nothingOf: {
    backfill: (count: number) =>
      `${messages(count)} ${count === 1 ? 'holds' : 'hold'} nothing more that the handler takes`,
    decode: (count: number) => `${messages(count)} still cannot be read`,
    'hand-over': (count: number) =>
      `${messages(count)} ${count === 1 ? 'holds' : 'hold'} nothing that is left to hand over`,
  } as Readonly<Record<string, (count: number) => string>>,
  stop: 'Stop',
  stopped: 'Stopped',
  failed: 'It did not work',
  inBackground: 'It goes on when you close this window.',
}
