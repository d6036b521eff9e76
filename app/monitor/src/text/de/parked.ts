import type { Texts } from '../en.ts'
import { units } from './units.ts'

const { deliveries, whom } = units
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
const wait = (count: number) => (count === 1 ? 'wartet' : 'warten')

export const parked: Texts['parked'] = {
  title: 'Geparkt',
  lead: (people, records, failed, behind, atLeast) =>
    `${capital(whom(people, records, atLeast))} ${wait(people + records)} auf Sie: ${deliveries(failed)} fehlgeschlagen (${failed === 1 ? 'Dead Letter' : 'Dead Letters'})${
      behind === 0 ? '' : `, ${behind} ${wait(behind)} dahinter`
    }. Andere Personen sind nicht betroffen.`,
  none: 'Nichts wartet auf Sie',
  noneText:
    'Eine endgültig fehlgeschlagene Zustellung (Dead Letter) erscheint hier mit ihrer Ursache. Spätere Ereignisse derselben Person warten dahinter. Andere Personen sind nicht betroffen.',
  toMessages: 'Zu den Nachrichten',
  started: (action, subject) => `${action} – ${subject}`,
  emptied: 'Hier wartet niemand mehr.',
  oldest: 'Älteste',
  behind: 'Wartet dahinter',
  first: 'Erste fehlgeschlagene Nachricht',
  waits: 'Wartet auf Sie',
  replayAll: (count) => (count === 1 ? 'Wiederholen' : `Alle ${deliveries(count)} wiederholen`),
  skipAll: (count) => (count === 1 ? 'Überspringen' : `Alle ${deliveries(count)} überspringen`),
  replayEverything: (count) => `Alle ${deliveries(count)} wiederholen`,
  everything: 'Alle geparkten Zustellungen',
  show: (people, records) => {
    if (people + records > 1) return `${whom(people, records)} anzeigen`
    return records === 1 ? 'Den Datensatz anzeigen' : 'Die Person anzeigen'
  },
  hide: 'Weniger anzeigen',
  incomplete: 'Es gibt mehr Ursachen, als diese Seite zeigt.',
  alsoOthers: (count) =>
    `${deliveries(count)} davon ${count === 1 ? 'ist' : 'sind'} mit einem anderen Fehler derselben Ursache fehlgeschlagen.`,
  group: (handler, cause) => `${handler}: ${cause}`,
  column: {
    person: 'Person',
    failed: 'Empfangen',
    type: 'Ereignistyp',
    behind: 'Dahinter',
    act: 'Aktionen',
  },
  moreLanes: 'Es gibt noch mehr. Wiederholen Sie die ganze Gruppe, oder suchen Sie die Person.',
}
