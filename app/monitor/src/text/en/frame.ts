import { units } from './units.ts'

export const frame = {
  skip: 'Skip to the content',
  navigation: 'Pages',
  toggleNavigation: 'Show or hide the pages',
  pages: {
    overview: 'Overview',
    messages: 'Messages',
    employees: 'Employees',
    parked: 'Parked',
    handlers: 'Handlers',
    refused: 'Refused',
    connect: 'Connect',
    history: 'History',
  },
  badge: {
    parked: (people: number, records: number) =>
      `${units.whom(people, records)} ${people + records === 1 ? 'waits' : 'wait'} for you`,
    refused: (count: number) => `${units.calls(count)} refused in 24 hours`,
    connected: 'connected',
  },
  search: 'Search employee, message, any id',
  searchTitle: 'Search',
  searchHint:
    'Enter a complete employee id or event id, or the beginning of a message id, external event id or correlation id.',
  recent: 'Opened before',
  idField: {
    id: 'Message id',
    externalEventId: 'External event id',
    correlationId: 'Correlation id',
  },
  searchNeedsReveal:
    'You need the role Reveal to search by words of a value, or by the key of a record without a person. The limit is 30 searches a minute.',
  user: 'User and settings',
  signedInAs: 'Logged in as',
  mayDo: 'You may',
  grant: {
    Ingest: 'send events',
    Monitor: 'see everything except personal values',
    Reveal: 'see personal values',
    Operate: 'act on events and handlers',
  },
  theme: 'Appearance',
  themes: { auto: 'System setting', light: 'Light', dark: 'Dark' },
  language: 'Language',
  languages: { en: 'English', de: 'Deutsch' },
  logout: 'Log out',
  live: {
    live: 'Live',
    connecting: 'Connecting…',
    lost: 'Connection lost, trying again…',
    paused: 'Paused',
    pause: 'Pause live updates',
    resume: 'Resume live updates',
  },
  newer: 'Show new entries',
  notFound: 'Page not found',
  notFoundText: 'Check the address, or start at the overview.',
  toOverview: 'To the overview',
  found: {
    title: 'Search',
    forText: (text: string) => `Results for “${text}”`,
    again: 'Search again in the field above. The address does not contain the search text.',
    employees: 'Employees',
    messages: 'Messages',
    nothing: 'Nothing found',
    nothingText:
      'No employee, message, event or correlation id matches. Old data may have been deleted after its retention period.',
    inText: 'Search in keys and parameters',
    inTextHint: 'Finds whole words of values. The service records the search.',
  },
}
