import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { ApplicationIdentity } from './config.ts'
import { PACKAGE_ROOT } from './package-files.ts'
import { parseJson } from './parse-json.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** The identity of this application in Cloud Foundry; elsewhere our own name and empty strings. */
export function applicationIdentity(variables: Variables): ApplicationIdentity {
  const application = readApplication(variables.VCAP_APPLICATION)
  return {
    version: readVersion(),
    componentId: application.application_id,
    componentName: application.application_name || 'sf-event-receiver',
    componentInstance: variables.CF_INSTANCE_INDEX ?? '0',
    containerId: variables.CF_INSTANCE_IP ?? '',
    organizationId: textOf(application.organization_id),
    organizationName: application.organization_name,
    spaceId: textOf(application.space_id),
    spaceName: application.space_name,
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function readVersion(): string {
  return (
    JSON.parse(readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }
  ).version
}

const applicationSchema = z.looseObject({
  application_id: z.string().default(''),
  application_name: z.string().default(''),
  organization_name: z.string().default(''),
  space_name: z.string().default(''),
  application_uris: z.array(z.string().regex(/^[A-Za-z0-9.-]+$/)).default([]),
})

/** The platform's route to the application; null outside of Cloud Foundry. */
export function applicationUrl(text: string | undefined): string | null {
  const [first] = readApplication(text).application_uris
  return first === undefined ? null : `https://${first}`
}

/** VCAP_APPLICATION, if readable; used only for log fields. */
function readApplication(text: string | undefined): z.infer<typeof applicationSchema> {
  const result = applicationSchema.safeParse(parseJson(text ?? '{}'))
  return result.success ? result.data : applicationSchema.parse({})
}
