import { readFileSync } from 'node:fs'
import { readApplication } from './cloud-foundry.ts'
import type { ApplicationIdentity } from './config.ts'

type Variables = Readonly<Record<string, string | undefined>>

const PACKAGE = new URL('../../package.json', import.meta.url)

/** Who we are, in Cloud Foundry's words; outside of it our own name and empty strings. */
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
  return (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version
}
