import type { Texts } from '../en.ts'
import { units } from './units.ts'

export const frame: Texts['frame'] = {
  skip: 'Zum Inhalt springen',
  navigation: 'Seiten',
  toggleNavigation: 'Seitenleiste ein- oder ausblenden',
  pages: {
    overview: 'Übersicht',
    messages: 'Nachrichten',
    employees: 'Mitarbeiter',
    parked: 'Geparkt',
    handlers: 'Handler',
    refused: 'Abgewiesen',
    connect: 'Anbinden',
    history: 'Verlauf',
  },
  badge: {
    parked: (people, records) =>
      `${units.whom(people, records)} ${people + records === 1 ? 'wartet' : 'warten'} auf Sie`,
    refused: (count) => `${units.calls(count)} in 24 Stunden abgewiesen`,
    connected: 'angebunden',
  },
  search: 'Mitarbeiter, Nachricht oder ID suchen',
  searchTitle: 'Suche',
  searchHint:
    'Geben Sie eine vollständige Mitarbeiter- oder Ereignis-ID ein, oder den Anfang einer Nachrichten- oder Korrelations-ID oder einer externen Ereignis-ID.',
  recent: 'Schon geöffnet',
  idField: {
    id: 'Nachrichten-ID',
    externalEventId: 'Externe Ereignis-ID',
    correlationId: 'Korrelations-ID',
  },
  searchNeedsReveal:
    'Für die Suche nach Wörtern eines Werts oder nach dem Schlüssel eines Datensatzes ohne Person brauchen Sie die Rolle Reveal. Möglich sind 30 Suchen pro Minute.',
  user: 'Benutzer und Einstellungen',
  signedInAs: 'Angemeldet als',
  mayDo: 'Sie dürfen',
  grant: {
    Ingest: 'Ereignisse senden',
    Monitor: 'alles sehen außer personenbezogenen Werten',
    Reveal: 'personenbezogene Werte sehen',
    Operate: 'bei Ereignissen und Handlern eingreifen',
    Forget: 'die Daten einer Person löschen',
    Retention: 'Aufbewahrung für SAP Data Privacy Integration steuern',
  },
  theme: 'Darstellung',
  themes: { auto: 'System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
  languages: { en: 'English', de: 'Deutsch' },
  logout: 'Abmelden',
  live: {
    live: 'Live',
    connecting: 'Verbindung wird aufgebaut …',
    lost: 'Verbindung verloren, neuer Versuch …',
    paused: 'Angehalten',
    pause: 'Live-Aktualisierung anhalten',
    resume: 'Live-Aktualisierung fortsetzen',
  },
  newer: 'Neue Einträge anzeigen',
  notFound: 'Diese Seite gibt es nicht',
  notFoundText: 'Prüfen Sie die Adresse, oder beginnen Sie bei der Übersicht.',
  toOverview: 'Zur Übersicht',
  found: {
    title: 'Suche',
    forText: (text) => `Ergebnisse für „${text}“`,
    again: 'Suchen Sie oben noch einmal. Die Adresse enthält den Suchbegriff nicht.',
    employees: 'Mitarbeiter',
    messages: 'Nachrichten',
    nothing: 'Nichts gefunden',
    nothingText:
      'Keine Mitarbeiter-, Nachrichten-, Ereignis- oder Korrelations-ID passt. Vielleicht ist die Aufbewahrungszeit abgelaufen.',
    inText: 'In Schlüsseln und Parametern suchen',
    inTextHint: 'Findet ganze Wörter von Werten. Der Dienst protokolliert die Suche.',
  },
}
