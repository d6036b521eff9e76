export const parked = {
  title: 'Parked',
  lead: (lanes: number, behind: number) =>
    `${lanes} ${lanes === 1 ? 'lane waits' : 'lanes wait'} for somebody${
      behind === 0 ? '' : `, with ${behind} ${behind === 1 ? 'event' : 'events'} behind`
    }. Everyone else goes on.`,
  none: 'Nothing waits for you',
  noneText:
    'When an event fails for good, its lane is parked and appears here with its cause. Nobody else waits for it.',
  toMessages: 'See what came in',
  oldest: 'Oldest',
  behind: 'Waiting behind',
  first: 'First failing message',
  replayAll: (count: number) => (count === 1 ? 'Replay' : `Replay all ${count}`),
  skipAll: (count: number) => (count === 1 ? 'Skip' : `Skip all ${count}`),
  replayEverything: (count: number) => `Replay all ${count} lanes`,
  everything: 'Everything that is parked',
  show: (count: number) => (count === 1 ? 'Show the person' : `Show the ${count} people`),
  hide: 'Show less',
  incomplete: 'There are more causes than are listed here.',
  alsoOthers: (count: number) => `${count} of them failed with another error of the same cause.`,
  group: (handler: string, cause: string) => `${handler}: ${cause}`,
  column: {
    person: 'Person',
    failed: 'Received',
    type: 'Event type',
    behind: 'Behind',
    act: 'Actions',
  },
  moreLanes: 'There are more. Replay the group, or find the person by search.',
}
