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
    'An employee id, a message id, an external event id, an event id or a correlation id. The whole of it, not a part.',
  searchNeedsReveal:
    'Searching by a part of a value, or by the key of a record that belongs to no person, needs the role Reveal. 30 searches a minute are possible.',
  user: 'User and settings',
  signedInAs: 'Signed in as',
  mayDo: 'You may',
  grant: {
    Ingest: 'send events',
    Monitor: 'see what happens, values hidden',
    Reveal: 'see personal values',
    Operate: 'act on events and handlers',
  },
  theme: 'Appearance',
  themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',
  languages: { en: 'English', de: 'Deutsch' },
  logout: 'Sign out',
  live: {
    live: 'Live',
    connecting: 'Connecting…',
    lost: 'Connection lost, trying again…',
    paused: 'Paused',
    pause: 'Pause live updates',
    resume: 'Continue live updates',
  },
  newer: 'Show what is new',
  notFound: 'There is no such page',
  notFoundText: 'Check the address, or start from the overview.',
  toOverview: 'To the overview',
  found: {
    title: 'Search',
    forText: (text: string) => `Results for “${text}”`,
    again: 'Search again from the field above: what was searched for is not kept in the address.',
    employees: 'Employees',
    messages: 'Messages',
    nothing: 'Nothing found',
    nothingText:
      'Searched for employees, and for message, event and correlation ids. It may be older than what is kept.',
    inText: 'Search in keys and parameters',
    inTextHint: 'Looks for a part of a value. This is recorded.',
  },
}
