import { units } from './units.ts'

const { deliveries, whom } = units
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
const wait = (count: number) => (count === 1 ? 'waits' : 'wait')

export const parked = {
  title: 'Parked',
  lead: (people: number, records: number, failed: number, behind: number, atLeast: boolean) =>
    `${capital(whom(people, records, atLeast))} ${wait(people + records)} for you: ${deliveries(failed)} failed (${failed === 1 ? 'dead letter' : 'dead letters'})${
      behind === 0 ? '' : `, ${behind} ${wait(behind)} behind`
    }. Other people are not affected.`,
  none: 'Nothing waits for you',
  noneText:
    'A delivery that failed for good (a dead letter) appears here with its cause. Later events of the same person wait behind it. Other people are not affected.',
  toMessages: 'To the messages',
  started: (action: string, subject: string) => `${action} – ${subject}`,
  emptied: 'Nobody waits here any more.',
  oldest: 'Oldest',
  behind: 'Waiting behind',
  first: 'First failed message',
  waits: 'Waiting for you',
  replayAll: (count: number) => (count === 1 ? 'Replay' : `Replay all ${deliveries(count)}`),
  skipAll: (count: number) => (count === 1 ? 'Skip' : `Skip all ${deliveries(count)}`),
  replayEverything: (count: number) => `Replay all ${deliveries(count)}`,
  everything: 'All parked deliveries',
  show: (people: number, records: number): string => {
    if (people + records > 1) return `Show the ${whom(people, records)}`
    return records === 1 ? 'Show the record' : 'Show the person'
  },
  hide: 'Show less',
  incomplete: 'There are more causes than this page lists.',
  alsoOthers: (count: number) =>
    `${deliveries(count)} of them failed with another error of the same cause.`,
  group: (handler: string, cause: string) => `${handler}: ${cause}`,
  column: {
    person: 'Person',
    failed: 'Received',
    type: 'Event type',
    behind: 'Behind',
    act: 'Actions',
  },
  moreLanes: 'There are more. Replay the whole group, or search for the person.',
}
