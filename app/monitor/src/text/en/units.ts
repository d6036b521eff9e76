const number = new Intl.NumberFormat('en')

const unit =
  (one: string, many: string) =>
  (count: number, atLeast = false): string =>
    `${atLeast ? 'at least ' : ''}${number.format(count)} ${count === 1 ? one : many}`

const people = unit('person', 'people')
const records = unit('record', 'records')

/** Counts with their nouns. */
export const units = {
  people,
  records,
  handlers: unit('handler', 'handlers'),
  messages: unit('message', 'messages'),
  events: unit('event', 'events'),
  deliveries: unit('delivery', 'deliveries'),
  attempts: unit('attempt', 'attempts'),
  calls: unit('call', 'calls'),
  instances: unit('instance', 'instances'),
  rows: unit('row', 'rows'),
  /** Subjects of events: people, and records without a person. */
  whom: (of: number, others: number, atLeast = false): string => {
    if (others === 0) return people(of, atLeast)
    return of === 0 ? records(others, atLeast) : `${people(of, atLeast)} and ${records(others)}`
  },
}
