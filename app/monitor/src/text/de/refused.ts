import type { Texts } from '../en.ts'
import { refusalReasons } from './refusal-reasons.ts'

export const refused: Texts['refused'] = {
  title: 'Abgewiesen',
  lead: 'Aufrufe an die Adresse für Ereignisse, die nicht angenommen wurden, nach Grund. SuccessFactors wiederholt einen abgewiesenen Aufruf höchstens einmal; diese Ereignisse können verloren sein, bis sie noch einmal gesendet werden.',
  none: 'Nichts wurde abgewiesen',
  noneText:
    'Wird ein Aufruf nicht angenommen, steht hier, was wo zu ändern ist. Abweisungen werden 14 Tage aufbewahrt.',
  noneNew: 'Nichts Neues wurde abgewiesen',
  noneNewText:
    'Jede Ursache hat jemand gesehen. Eine Ursache kommt wieder, wenn sie erneut auftritt.',
  otherTitle: 'Andere abgewiesene Aufrufe',
  otherLead:
    'Aufrufe des Monitors und der Operations-API, die nicht angenommen wurden, und Anfragen, die nicht lesbar waren.',
  toOther: 'Andere abgewiesene Aufrufe',
  toIngest: 'Abgewiesene Aufrufe der Sender',
  whatToChange: 'Was zu ändern ist',
  markSeen: 'Als gesehen markieren',
  seenBy: (who) => `Gesehen von ${who}`,
  showSeen: (count) =>
    count === 1 ? '1 gesehene Ursache zeigen' : `${count} gesehene Ursachen zeigen`,
  hideSeen: 'Gesehene Ursachen ausblenden',
  address: 'Aufgerufen von',
  toConnect: 'Anbindung prüfen',
  status: 'Antwort',
  calls: 'Aufrufe',
  first: 'Zuerst',
  last: 'Zuletzt',
  issuer: 'Aussteller',
  clientId: 'Client-ID',
  scopes: 'Gesehene Scopes',
  scopesWanted: 'Erwartete Scopes, einer davon',
  audience: 'Audience',
  algorithm: 'Signatur',
  expires: 'Token läuft ab',
  company: 'Company',
  path: 'Pfad',
  claimed: 'Was das Token sagt; niemand bürgt dafür',
  authenticated: 'Wer aufgerufen hat',
  nobody: 'Aufrufer unbekannt: Der Aufruf hatte kein lesbares Token.',
  noScopes: 'keine',
  kept: 'Der Inhalt ist aufbewahrt',
  toMessage: 'Zur Nachricht',
  correlationId: 'Letzte Korrelations-ID',
  more: 'Weiter zurückblicken',
  reason: refusalReasons,
}
