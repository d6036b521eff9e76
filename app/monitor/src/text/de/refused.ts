import type { Texts } from '../en.ts'
import { refusalReasons } from './refusal-reasons.ts'

export const refused: Texts['refused'] = {
  title: 'Abgewiesen',
  lead: 'Der Dienst hat diese Aufrufe der Adresse für Ereignisse nicht angenommen. SuccessFactors wiederholt einen abgewiesenen Aufruf höchstens einmal. Die Ereignisse können verloren sein, bis jemand sie noch einmal sendet.',
  none: 'Keine abgewiesenen Aufrufe',
  noneText:
    'Ein abgewiesener Aufruf erscheint hier mit der nötigen Änderung. Der Dienst bewahrt Abweisungen 14 Tage auf.',
  noneNew: 'Keine neuen abgewiesenen Aufrufe',
  noneNewText:
    'Alle Ursachen sind als gesehen markiert. Eine Ursache kommt wieder, wenn sie erneut auftritt.',
  otherTitle: 'Andere abgewiesene Aufrufe',
  otherLead:
    'Abgewiesene Aufrufe des Monitors und der Operations-API sowie Anfragen, die der Dienst nicht lesen konnte.',
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
  scopes: 'Scopes im Token',
  scopesWanted: 'Erwartete Scopes, einer davon',
  audience: 'Audience',
  algorithm: 'Signatur',
  expires: 'Token läuft ab',
  company: 'Company',
  path: 'Pfad',
  claimed: 'Inhalt des Tokens, nicht überprüft',
  authenticated: 'Überprüfter Aufrufer',
  nobody: 'Aufrufer unbekannt: Der Aufruf hatte kein lesbares Token.',
  noScopes: 'keine',
  kept: 'Der Inhalt ist aufbewahrt',
  toMessage: 'Zur Nachricht',
  correlationId: 'Letzte Korrelations-ID',
  more: 'Weiter zurück suchen',
  reason: refusalReasons,
}
