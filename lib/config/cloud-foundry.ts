import { z } from 'zod'
import type { DatabaseConnection } from '../store/database.ts'

const binding = z.looseObject({
  name: z.string().default(''),
  credentials: z.record(z.string(), z.unknown()),
})
const servicesSchema = z.record(z.string(), z.array(binding))

export interface Binding {
  readonly label: string
  readonly name: string
  readonly credentials: Readonly<Record<string, unknown>>
}

/** The bindings of VCAP_SERVICES in the order given; a text that is no such JSON is a mistake. */
export function readBindings(text: string | undefined): {
  bindings: Binding[]
  mistakes: string[]
} {
  if (text === undefined || text === '') return { bindings: [], mistakes: [] }
  const result = servicesSchema.safeParse(parseJson(text))
  if (!result.success) {
    const mistake = 'VCAP_SERVICES: expected an object of service labels with lists of bindings'
    return { bindings: [], mistakes: [mistake] }
  }
  const bindings = Object.entries(result.data).flatMap(([label, list]) =>
    list.map(({ name, credentials }) => ({ label, name, credentials })),
  )
  return { bindings, mistakes: [] }
}

const postgresSchema = z.looseObject({
  uri: z.string().regex(/^postgres(ql)?:\/\/.+/),
  sslrootcert: z.string().optional(),
})

/** The database of a `postgresql-db` binding; its certificate is verified against the binding's CA. */
export function databaseOf(binding: Binding): DatabaseConnection | string {
  const result = postgresSchema.safeParse(binding.credentials)
  if (!result.success) {
    return `VCAP_SERVICES ${binding.label} "${binding.name}": expected credentials.uri to be postgres://…`
  }
  return { kind: 'url', url: result.data.uri, ca: result.data.sslrootcert ?? null }
}

const applicationSchema = z.looseObject({
  application_id: z.string().default(''),
  application_name: z.string().default(''),
  organization_name: z.string().default(''),
  space_name: z.string().default(''),
  application_uris: z.array(z.string().regex(/^[A-Za-z0-9.-]+$/)).default([]),
})

/** Where the platform's router reaches the application; null outside of it. */
export function applicationUrl(text: string | undefined): string | null {
  const [first] = readApplication(text).application_uris
  return first === undefined ? null : `https://${first}`
}

/** VCAP_APPLICATION, where it can be read; it only names us in the log. */
export function readApplication(text: string | undefined): z.infer<typeof applicationSchema> {
  const result = applicationSchema.safeParse(parseJson(text ?? '{}'))
  return result.success ? result.data : applicationSchema.parse({})
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
