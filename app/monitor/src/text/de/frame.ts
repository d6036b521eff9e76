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
    'Mitarbeiter-ID, Nachrichten-ID, externe Ereignis-ID, Ereignis-ID oder Korrelations-ID. Vollständig, nicht nur ein Teil davon.',
  searchNeedsReveal:
    'Die Suche nach einem Teil eines Werts oder nach dem Schlüssel eines Datensatzes ohne Person braucht die Rolle Reveal. In einer Minute sind 30 Suchen möglich.',
  user: 'Benutzer und Einstellungen',
  signedInAs: 'Angemeldet als',
  mayDo: 'Sie dürfen',
  grant: {
    Ingest: 'Ereignisse senden',
    Monitor: 'sehen, was geschieht, ohne personenbezogene Werte',
    Reveal: 'personenbezogene Werte sehen',
    Operate: 'bei Ereignissen und Handlern eingreifen',
  },
  theme: 'Darstellung',
  themes: { auto: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
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
  newer: 'Neues anzeigen',
  notFound: 'Diese Seite gibt es nicht',
  notFoundText: 'Prüfen Sie die Adresse, oder beginnen Sie bei der Übersicht.',
  toOverview: 'Zur Übersicht',
  found: {
    title: 'Suche',
    forText: (text) => `Ergebnisse für „${text}“`,
    again: 'Suchen Sie oben noch einmal: Der Suchbegriff steht nicht in der Adresse.',
    employees: 'Mitarbeiter',
    messages: 'Nachrichten',
    nothing: 'Nichts gefunden',
    nothingText:
      'Gesucht wurde nach Mitarbeitern sowie nach Nachrichten-, Ereignis- und Korrelations-IDs. Vielleicht ist die Aufbewahrungszeit abgelaufen.',
    inText: 'In Schlüsseln und Parametern suchen',
    inTextHint: 'Sucht nach einem Teil eines Werts. Das wird festgehalten.',
  },
}
