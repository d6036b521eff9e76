import { z } from 'zod'
import { parseJson } from './bindings/parse-json.ts'

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
