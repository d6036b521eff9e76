/** What a session must have before its connection is used. */
export interface SessionSetting {
  readonly name: string
  /** as PostgreSQL shows it */
  readonly value: string
  /** values that serve as well and are left as they are */
  readonly alsoAccepted?: readonly string[]
}

export interface SessionOptions {
  /** statements are put together for each request, and planned for its values */
  readonly adHoc: boolean
  /** holds the tables; null = as the role or the address says */
  readonly schema: string | null
}

const COMMON: readonly SessionSetting[] = [
  // What is acknowledged is on disk, whatever the role's default says.
  { name: 'synchronous_commit', value: 'on', alsoAccepted: ['remote_apply'] },
  // A commit that was not replicated is reported as a warning, which a role's default may suppress.
  {
    name: 'client_min_messages',
    value: 'warning',
    alsoAccepted: ['notice', 'log', 'debug1', 'debug2', 'debug3', 'debug4', 'debug5'],
  },
  // A statement that hangs longer than this is given up by the server.
  { name: 'statement_timeout', value: '15s' },
  // A process that freezes in a transaction must not keep its locks from the others.
  { name: 'idle_in_transaction_session_timeout', value: '5s' },
  // Every statement here looks rows up by their key. A plan that was made while the tables were empty
  // would read them whole, and a connection keeps its plans.
  { name: 'enable_seqscan', value: 'off' },
  { name: 'enable_hashjoin', value: 'off' },
  { name: 'enable_mergejoin', value: 'off' },
  { name: 'jit', value: 'off' },
]

/** For statements that have names. */
const NAMED: readonly SessionSetting[] = [
  // Planning a settlement costs more than running it, and PostgreSQL may find its general plan too dear
  // to keep: it cannot know how few rows an array brings.
  { name: 'plan_cache_mode', value: 'force_generic_plan' },
  // A bitmap of a lane holds all that waits in it; the index in its order ends with the first row.
  { name: 'enable_bitmapscan', value: 'off' },
]

/** The settings that the service relies on, for one kind of pool. */
export function sessionSettings({ adHoc, schema }: SessionOptions): readonly SessionSetting[] {
  return [
    ...COMMON,
    ...(adHoc ? [] : NAMED),
    ...(schema === null ? [] : [{ name: 'search_path', value: `"${schema}"` }]),
  ]
}

export interface AddressOptions {
  readonly settings: readonly SessionSetting[]
  /** for the startup message: some providers route by them */
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
 * Sets and reads back in one message, hence in one round trip. Session commands replace startup
 * parameters because poolers drop or refuse those. The last result has one row: a column per setting.
 * @param before set first, so that ours win
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

/** The settings that do not hold, each with what was expected and what was found. */
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
