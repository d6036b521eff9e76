import type { Texts } from '../en.ts'

export const parked: Texts['parked'] = {
  title: 'Geparkt',
  lead: (lanes, behind) => {
    const waiting = lanes === 1 ? 'Eine Spur wartet' : `${lanes} Spuren warten`
    const others =
      behind === 0 ? '' : `, dahinter ${behind === 1 ? 'ein Ereignis' : `${behind} Ereignisse`}`
    return `${waiting} auf jemanden${others}. Für alle anderen geht es weiter.`
  },
  none: 'Nichts wartet auf Sie',
  noneText:
    'Wenn ein Ereignis endgültig fehlschlägt, wird seine Spur geparkt und erscheint hier mit der Ursache. Sonst wartet niemand darauf.',
  toMessages: 'Sehen, was gekommen ist',
  oldest: 'Älteste',
  behind: 'Wartet dahinter',
  first: 'Erste fehlgeschlagene Nachricht',
  replayAll: (count) => (count === 1 ? 'Wiederholen' : `Alle ${count} wiederholen`),
  skipAll: (count) => (count === 1 ? 'Überspringen' : `Alle ${count} überspringen`),
  replayEverything: (count) => `Alle ${count} Spuren wiederholen`,
  everything: 'Alles, was geparkt ist',
  show: (count) => (count === 1 ? 'Die Person anzeigen' : `Die ${count} Personen anzeigen`),
  hide: 'Weniger anzeigen',
  incomplete: 'Es gibt mehr Ursachen, als hier stehen.',
  alsoOthers: (count) =>
    `${count} davon sind mit einem anderen Fehler derselben Ursache fehlgeschlagen.`,
  group: (handler, cause) => `${handler}: ${cause}`,
  column: {
    person: 'Person',
    failed: 'Empfangen',
    type: 'Ereignistyp',
    behind: 'Dahinter',
    act: 'Aktionen',
  },
  moreLanes:
    'Es gibt noch mehr. Wiederholen Sie die ganze Gruppe, oder finden Sie die Person über die Suche.',
}
