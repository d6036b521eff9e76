import type { Texts } from '../en.ts'
import { units } from './units.ts'

export const employees: Texts['employees'] = {
  title: 'Mitarbeiter',
  lead: 'Alle mit mindestens einem Ereignis. Handler bekommen die Ereignisse jeder Person der Reihe nach.',
  search: 'Mitarbeiter-ID',
  searchHint: 'Die vollständige ID, wie SuccessFactors sie sendet',
  searchButton: 'Suchen',
  found: (text) => `Gefunden zu ${text}`,
  newest: 'Neueste zuerst',
  column: {
    key: 'Mitarbeiter',
    state: 'Status',
    failed: 'Fehlschläge',
    lastEvent: 'Letztes Ereignis',
    kind: 'Art der ID',
    company: 'Company',
    firstSeen: 'Zuerst gesehen',
  },
  state: {
    parked: 'Wartet auf Sie',
    retrying: 'Wird wiederholt',
    waiting: 'Wartend',
    scheduled: 'Geplant',
    idle: 'Nichts wartet',
  },
  hasFailed: 'Fehlgeschlagen',
  nothingFailed: 'keine',
  none: 'Kein Mitarbeiter mit dieser ID',
  noneText:
    'Zu dieser ID ist kein Ereignis gespeichert. Alte Ereignisse werden nach ihrer Aufbewahrungszeit gelöscht. Prüfen Sie die ID, oder suchen Sie in den Nachrichten.',
  noneYet: 'Noch keine Mitarbeiter',
  noneYetText:
    'Binden Sie SuccessFactors an. Mitarbeiter erscheinen dann hier mit ihrem ersten Ereignis.',
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
  parkedTitle: 'Fehlgeschlagen, wartet auf Sie',
  behindHead: (count) => {
    if (count === 0) return 'Dahinter wartet nichts.'
    return `Dahinter ${count === 1 ? 'wartet' : 'warten'} ${units.deliveries(count)}.`
  },
  lanes: 'Ereignisse, Handler für Handler',
  laneHint: 'Jede Zeile zeigt die Zustellungen dieser Person an einen Handler.',
  looks: 'Wer hat diese Person angesehen?',
  allLooks: 'Alle',
  notTaken: 'von diesem Handler nicht genommen',
  plannedTitle: 'Geplant',
  more: 'Ältere Ereignisse anzeigen',
  none: 'Zu dieser Person sind keine Ereignisse gespeichert',
  noneText: 'Vielleicht ist die Aufbewahrungszeit abgelaufen.',
  duplicate: 'Duplikat',
}
