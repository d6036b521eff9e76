import type { EntityShape } from '../../outbound/successfactors/entities.ts'
import { ODataFault, type StoredRow } from './stored-rows.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/

export interface Writing {
  readonly entity: string
  readonly shape: EntityShape
  /** of the service, such as `http://localhost:4007/odata/v2` */
  readonly base: string
  readonly select: readonly string[]
  readonly expand: readonly string[]
}

/** Writes a row as OData v2 JSON: dates as ticks, navigations as links. */
export function writeRow(row: StoredRow, writing: Writing): Record<string, unknown> {
  const { entity, base, select, expand } = writing
  const uri = `${base}/${entity}(${predicateOf(row, writing.shape)})`
  for (const name of select) {
    if (!((name.split('/', 1)[0] as string) in row)) {
      throw new ODataFault(400, 'COE_PROPERTY_NOT_FOUND', `Property ${name} is not found.`)
    }
  }
  const fields = Object.entries(row).flatMap(([name, value]) => {
    if (select.length > 0 && !select.some((path) => path.split('/', 1)[0] === name)) return []
    const isNavigation = typeof value === 'object' && value !== null
    if (!isNavigation) return [[name, written(value)] as const]
    if (!expand.includes(name)) return [[name, { __deferred: { uri: `${uri}/${name}` } }] as const]
    return [[name, navigation(value)] as const]
  })
  return { __metadata: { uri, type: `SFOData.${entity}` }, ...Object.fromEntries(fields) }
}

function navigation(value: object): unknown {
  const plain = (row: object) =>
    Object.fromEntries(Object.entries(row).map(([name, field]) => [name, written(field)]))
  return Array.isArray(value) ? { results: value.map(plain) } : plain(value)
}

function written(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (DAY.test(value)) return `/Date(${Date.parse(`${value}T00:00:00Z`)})/`
  return INSTANT.test(value) ? `/Date(${Date.parse(value)}+0000)/` : value
}

function predicateOf(row: StoredRow, { keys }: EntityShape): string {
  const named = Object.entries(keys).map(([name, kind]) => {
    const value = String(row[name])
    const literal =
      kind === 'text'
        ? `'${value.replaceAll("'", "''")}'`
        : kind === 'day'
          ? `datetime'${value}T00:00:00'`
          : `${value}${kind === 'long' ? 'L' : ''}`
    return { name, literal }
  })
  const [only] = named
  if (named.length === 1 && only !== undefined) return only.literal
  return named.map(({ name, literal }) => `${name}=${literal}`).join(',')
}
