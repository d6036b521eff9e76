import type { Texts } from '../en.ts'
import { units } from './units.ts'

export const employees: Texts['employees'] = {
  title: 'Mitarbeiter',
  lead: 'Alle, für die ein Ereignis gekommen ist. Für jede Person bleibt die Reihenfolge der Ereignisse erhalten.',
  search: 'Mitarbeiter-ID',
  searchHint: 'Die ganze ID, wie SuccessFactors sie sendet',
  searchButton: 'Suchen',
  found: (text) => `Gefunden zu ${text}`,
  newest: 'Neueste zuerst',
  column: {
    key: 'Mitarbeiter',
    kind: 'Art der ID',
    company: 'Company',
    firstSeen: 'Zuerst gesehen',
  },
  none: 'Kein Mitarbeiter mit dieser ID',
  noneText:
    'Zu dieser ID ist kein Ereignis gekommen, oder die Aufbewahrungszeit ist abgelaufen. Prüfen Sie die ID, oder sehen Sie bei den Nachrichten nach.',
  noneYet: 'Es ist noch für niemanden ein Ereignis gekommen',
  noneYetText:
    'Binden Sie SuccessFactors an; Mitarbeiter erscheinen hier mit ihrem ersten Ereignis.',
  toMessages: 'Zu den Nachrichten',
}

export const employee: Texts['employee'] = {
  lead: (kind, company) => (company === null ? kind : `${kind} in ${company}`),
  allWell: 'Für diese Person ist nichts geparkt, und nichts wartet.',
  parked: (count) =>
    `${units.handlers(count)} ${count === 1 ? 'kommt' : 'kommen'} bei dieser Person nicht weiter: Ein fehlgeschlagenes Ereignis wartet auf Sie.`,
  waiting: (count) => `${units.deliveries(count)} ${count === 1 ? 'wartet' : 'warten'}.`,
  planned: (count, atLeast) =>
    `${units.deliveries(count, atLeast)} für ein späteres Datum geplant.`,
  withoutHandler: (count) =>
    count === 1
      ? 'Ein Ereignis unten nimmt kein Handler.'
      : `${count} Ereignisse unten nimmt kein Handler.`,
  parkedTitle: 'Was steht',
  behindHead: (count) => {
    if (count === 0) return 'Dahinter wartet nichts.'
    return `Dahinter ${count === 1 ? 'wartet' : 'warten'} ${units.deliveries(count)}.`
  },
  lanes: 'Ereignisse, Spur für Spur',
  looks: 'Wer hat Werte angesehen?',
  notTaken: 'von diesem Handler nicht genommen',
  plannedTitle: 'Was geplant ist',
  more: 'Ältere Ereignisse anzeigen',
  none: 'Zu dieser Person sind keine Ereignisse aufbewahrt',
  noneText: 'Vielleicht ist die Aufbewahrungszeit abgelaufen.',
  repeat: 'Wiederholung',
}
