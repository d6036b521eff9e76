import { createHash } from 'node:crypto'
import {
  eventIdOf,
  externalEventIdOf,
  PLANT,
  RARE_CLIENT,
  RARE_COMPANY,
  RARE_TYPE,
} from '../filled/fill-statements.ts'
import { PLAIN_HANDLERS } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import { FIRST_EMPLOYEE } from '../load/message-template.ts'

/** One use of the operations API; each call of it asks for something else where it can. */
export interface Filter {
  readonly name: string
  readonly path: (call: Call) => string
  /** sent with POST, so that no address contains personal values */
  readonly body?: (call: Call) => unknown
  /** its answer is shared by all who ask within a second: each call waits until it is not (ms) */
  readonly pauseMs?: number
}

/** Each call asks for something else. */
interface Call {
  readonly number: number
  /** of a message; spread over all, those without deliveries left out */
  readonly sequence: number
  /** id of an employee */
  readonly user: string
}

export function callOf({ finished, subjects }: Filling, number: number): Call {
  return {
    number,
    sequence: 2 + ((number * 7_351) % Math.floor(finished / 201)) * 201,
    user: `E${FIRST_EMPLOYEE + ((number * 131) % subjects)}`,
  }
}

const correlationOf = (sequence: number) =>
  `c0${createHash('md5').update(String(sequence)).digest('hex').slice(0, 30)}`

const DAY_MS = 86_400_000
const day = (call: number) => {
  const from = Date.now() - (2 + (call % 50)) * DAY_MS
  return `from=${new Date(from).toISOString()}&to=${new Date(from + DAY_MS).toISOString()}`
}

const get = (name: string, path: string | ((call: Call) => string)): Filter => ({
  name,
  path: typeof path === 'string' ? () => path : path,
})

const search = (path: string, name: string, body: (call: Call) => unknown): Filter => ({
  name: `${path} ${name}`,
  path: () => path,
  body,
})

const each = (path: string, field: string, values: readonly string[]) =>
  values.map((value) => get(`${path} ${field}=${value}`, `${path}?${field}=${value}`))

/** Of messages, events and deliveries alike. */
const ofRecords = (path: string): Filter[] => [
  get(path, path),
  get(`${path} time`, (call) => `${path}?${day(call.number)}`),
  ...each(path, 'handler', [PLAIN_HANDLERS[0]]),
  get(
    `${path} type, frequent`,
    `${path}?type=com.successfactors.Employment.AssignmentInformation.Hire`,
  ),
  get(`${path} type, rare`, `${path}?type=${RARE_TYPE}`),
  ...each(path, 'company', [RARE_COMPANY]),
  ...each(path, 'client', [RARE_CLIENT]),
  get(
    `${path} externalEventId`,
    (call) => `${path}?externalEventId=${externalEventIdOf(call.sequence)}`,
  ),
  get(`${path} eventId`, (call) => `${path}?eventId=${eventIdOf(call.sequence)}`),
  get(`${path} correlationId`, (call) => `${path}?correlationId=${correlationOf(call.sequence)}`),
]

const ofPersons = (path: string): Filter[] => [
  search(`${path}/search`, 'person', (call) => ({ person: { key: call.user } })),
  search(`${path}/search`, 'text, frequent', (call) => ({ text: `${PLANT} ${call.number % 10}` })),
  search(`${path}/search`, 'text, nowhere', (call) => ({ text: `nobody-${call.number}` })),
  search(`${path}/search`, 'person and text', (call) => ({
    person: { key: call.user },
    text: PLANT,
  })),
]

const calendarDay = (ahead: number) =>
  new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10)
/** UUIDv7: the first digits are the time. */
const messageIdOf = (call: number) => {
  const ms = Date.now() - (2 + (call % 50)) * DAY_MS
  const digits = ms.toString(16).padStart(12, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8, 10)}`
}

const FUTURE = `effectiveFrom=${calendarDay(1)}`
const ofEffectiveDays: readonly Filter[] = [
  get('/messages effective in the future', `/messages?${FUTURE}`),
  get('/messages effective in the future, counted', `/messages?${FUTURE}&count=true`),
  get(
    '/messages effective in the future, type and time',
    (call) => `/messages?${FUTURE}&type=${RARE_TYPE}&${day(call.number)}`,
  ),
  get('/messages effective on one day', (call) => {
    const wanted = calendarDay(-(call.number % 60))
    return `/messages?effectiveFrom=${wanted}&effectiveTo=${wanted}`
  }),
  get('/messages noHandler=true', '/messages?noHandler=true'),
  ...['asc', 'desc'].flatMap((order) => [
    get(`/messages by effective day, ${order}`, `/messages?sort=effective&order=${order}`),
    get(
      `/messages by effective day, ${order}, rare type`,
      `/messages?sort=effective&order=${order}&type=${RARE_TYPE}`,
    ),
    get(
      `/messages by effective day, ${order}, failed`,
      `/messages?sort=effective&order=${order}&status=FAILED`,
    ),
  ]),
  get('/messages oldest first', '/messages?sort=received&order=asc'),
]

const SHARED_MS = 1_050
const STATUSES = [
  'FAILED',
  'RETRY',
  'PROCESSING',
  'NO_HANDLER',
  'COMPLETED',
  'DISCARDED',
  'UNDECODABLE',
]
const STATES = ['waiting', 'retrying', 'completed', 'failed', 'skipped', 'cancelled']

export const filters: readonly Filter[] = [
  ...['/messages', '/events', '/deliveries'].flatMap((path) => [
    ...ofRecords(path),
    ...ofPersons(path),
  ]),
  ...each('/messages', 'status', STATUSES),
  get('/messages status=FAILED counted', '/messages?status=FAILED&count=true'),
  get('/messages counted', '/messages?count=true'),
  get(
    '/messages status and handler and time',
    (call) => `/messages?status=FAILED&handler=${PLAIN_HANDLERS[1]}&${day(call.number)}`,
  ),
  get('/messages status=NO_HANDLER counted', '/messages?status=NO_HANDLER&count=true'),
  ...ofEffectiveDays,
  search('/messages/by-id', 'message id', (call) => ({ beginning: messageIdOf(call.number) })),
  search('/messages/by-id', 'external event id', (call) => ({
    beginning: externalEventIdOf(call.sequence).slice(0, 12),
  })),
  search('/messages/by-id', 'correlation id', (call) => ({
    beginning: correlationOf(call.sequence).slice(0, 8),
  })),
  get('/events noHandler=true', '/events?noHandler=true'),
  ...each('/deliveries', 'state', STATES),
  get(
    '/deliveries state=failed, holdsPlace',
    '/deliveries?state=failed&holdsPlace=true&count=true',
  ),
  get('/attempts', '/attempts'),
  ...each('/attempts', 'outcome', ['completed', 'retry', 'rejected']),
  get('/lanes', '/lanes'),
  get('/lanes status=parked', '/lanes?status=parked&count=true'),
  ...each('/lanes', 'headState', ['retrying']),
  ...each('/lanes', 'waiting', ['5', '6']),
  ...each('/lanes', 'company', [RARE_COMPANY]),
  get('/subjects', '/subjects'),
  search('/subjects/search', 'key', (call) => ({ key: call.user })),
  get('/handlers', '/handlers'),
  get('/refusals', '/refusals'),
  ...['/overview', '/parked'].map((path) => ({ ...get(path, path), pauseMs: SHARED_MS })),
  ...['1h', '24h', '7d', '30d'].map((range) => get(`/stats ${range}`, `/stats?range=${range}`)),
  get('/stats/handlers', '/stats/handlers'),
  get('/connection', '/connection'),
  get('/actions', '/actions'),
]
