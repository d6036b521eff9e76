/** A required setting of a session. */
export interface SessionSetting {
  readonly name: string
  /** in PostgreSQL's own format */
  readonly value: string
  /** values that are also valid and stay unchanged */
  readonly alsoAccepted?: readonly string[]
}

export interface SessionOptions {
  /** statements are built for each request and planned for its values */
  readonly adHoc: boolean
  /** schema of the tables; null = search_path of the role or the address */
  readonly schema: string | null
}

const COMMON: readonly SessionSetting[] = [
  // Acknowledged messages are on disk, whatever the role's default is.
  { name: 'synchronous_commit', value: 'on', alsoAccepted: ['remote_apply'] },
  // PostgreSQL reports an unreplicated commit as a warning, which a role's default may suppress.
  {
    name: 'client_min_messages',
    value: 'warning',
    alsoAccepted: ['notice', 'log', 'debug1', 'debug2', 'debug3', 'debug4', 'debug5'],
  },
  { name: 'statement_timeout', value: '15s' },
  // A process that freezes in a transaction must not keep its locks.
  { name: 'idle_in_transaction_session_timeout', value: '5s' },
  // Every statement finds rows by key. A plan made for empty tables would scan them, and connections
  // keep their plans.
  { name: 'enable_seqscan', value: 'off' },
  { name: 'enable_hashjoin', value: 'off' },
  { name: 'enable_mergejoin', value: 'off' },
  { name: 'jit', value: 'off' },
]

/** For named statements. */
const NAMED: readonly SessionSetting[] = [
  // Planning a settlement costs more than running it. PostgreSQL may reject a generic plan as too
  // expensive, because it does not know the length of the arrays.
  { name: 'plan_cache_mode', value: 'force_generic_plan' },
  // A bitmap would read all deliveries of a lane; an ordered index scan stops at the first row.
  { name: 'enable_bitmapscan', value: 'off' },
]

/** The required settings for one kind of pool. */
export function sessionSettings({ adHoc, schema }: SessionOptions): readonly SessionSetting[] {
  return [
    ...COMMON,
    ...(adHoc ? [] : NAMED),
    ...(schema === null ? [] : [{ name: 'search_path', value: `"${schema}"` }]),
  ]
}

export interface AddressOptions {
  readonly settings: readonly SessionSetting[]
  /** for the startup message: some providers use them for routing */
  readonly others: string
}

/** Splits the `options` of an address into settings (`-c name=value`, `--name=value`) and other words. Pure. */
export function splitOptions(options: string): AddressOptions {
  const words = options.match(/(?:\\.|[^\s\\])+/gs) ?? []
  const settings: SessionSetting[] = []
  const others: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const length = words[at] === '-c' ? 2 : 1
    const given = words.slice(at, at + length)
    const text = length === 2 ? given[1] : /^(?:-c|--)(.+)$/s.exec(words[at] ?? '')?.[1]
    const [, name, value] = /^([\w.-]+)=(.*)$/s.exec(text ?? '') ?? []
    if (name === undefined || value === undefined) others.push(...given)
    else settings.push({ name: name.replaceAll('-', '_'), value: value.replace(/\\(.)/gs, '$1') })
    at += length - 1
  }
  return { settings, others: others.join(' ') }
}

/**
 * SQL that sets and reads back all settings in one round trip. Does not use startup parameters, which
 * poolers drop or reject. The last result has one row with a column for each setting.
 * @param before set first, so that the required settings win
 */
export function setAndReadBack(
  settings: readonly SessionSetting[],
  before: readonly SessionSetting[],
): string {
  const set = before.map(({ name, value }) => setConfig(name, literal(value)))
  const ours = settings.map(({ name, value, alsoAccepted = [] }) => {
    const accepted = [value, ...alsoAccepted].map(literal).join(', ')
    const current = currentSetting(name)
    return setConfig(
      name,
      `case when ${current} in (${accepted}) then ${current} else ${literal(value)} end`,
    )
  })
  const read = settings.map(({ name }) => `${currentSetting(name)} as ${name}`)
  return [set, ours, read]
    .filter((columns) => columns.length > 0)
    .map((columns) => `select ${columns.join(', ')}`)
    .join('; ')
}

/** Describes the settings with other values than required. */
export function unmetSettings(
  settings: readonly SessionSetting[],
  found: Readonly<Record<string, string>>,
): readonly string[] {
  return settings
    .filter(({ name, value, alsoAccepted = [] }) => {
      const actual = found[name]
      return actual === undefined || ![value, ...alsoAccepted].includes(actual)
    })
    .map(({ name, value }) => `${name}=${value}, found ${found[name] ?? 'nothing'}`)
}

function setConfig(name: string, value: string): string {
  return `pg_catalog.set_config(${literal(name)}, ${value}, false)`
}

function currentSetting(name: string): string {
  return `pg_catalog.current_setting(${literal(name)})`
}

function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/**
 * A connection was closed because its session lacks a setting. The text contains settings only. Users of
 * the pool treat it as an outage, like any failed connection.
 */
export class UnusableSession extends Error {
  readonly code = 'database_settings'

  constructor(message: string) {
    super(message)
    this.name = 'UnusableSession'
  }
}
