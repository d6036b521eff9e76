import type { Texts } from '../en.ts'

const number = new Intl.NumberFormat('de')

const unit =
  (one: string, many: string) =>
  (count: number, atLeast = false): string =>
    `${atLeast ? 'mindestens ' : ''}${number.format(count)} ${count === 1 ? one : many}`

const people = unit('Person', 'Personen')
const records = unit('Datensatz', 'Datensätze')

export const units: Texts['units'] = {
  people,
  records,
  handlers: unit('Handler', 'Handler'),
  messages: unit('Nachricht', 'Nachrichten'),
  events: unit('Ereignis', 'Ereignisse'),
  deliveries: unit('Zustellung', 'Zustellungen'),
  attempts: unit('Versuch', 'Versuche'),
  calls: unit('Aufruf', 'Aufrufe'),
  instances: unit('Instanz', 'Instanzen'),
  rows: unit('Zeile', 'Zeilen'),
  whom: (of, others, atLeast) => {
    if (others === 0) return people(of, atLeast)
    return of === 0 ? records(others, atLeast) : `${people(of, atLeast)} und ${records(others)}`
  },
}
