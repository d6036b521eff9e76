import type { z } from 'zod'
import type * as shapes from '../../../../lib/api/forgetting.ts'
import type { Json } from '../api/json.ts'
import { addressOf, askJson, getJson, postJson } from '../api/request.ts'
import type { Done } from '../api/shapes.ts'

export type Forgetting = Json<z.output<typeof shapes.forgetting>>
type Report = Json<z.output<typeof shapes.erasureReport>>

/** A dry run does nothing, but the API requires a reason for it. */
const DRY_RUN = { reason: 'dry run', dryRun: true }

const path = (subjectId: string, kind: string) =>
  addressOf(`/subjects/${subjectId}/actions/${kind}`)

/** The effects of an erasure, without any. */
export function previewForgetting(subjectId: string, signal: AbortSignal): Promise<Forgetting> {
  return askJson<Forgetting>(path(subjectId, 'forget'), DRY_RUN, signal)
}

export function forget(subjectId: string, reason: string): Promise<Forgetting> {
  return postJson<Forgetting>(path(subjectId, 'forget'), { reason })
}

export function changeLegalHold(
  kind: 'legal-hold' | 'lift-legal-hold',
  subjectId: string,
  reason: string,
): Promise<Done> {
  return postJson<Done>(path(subjectId, kind), { reason })
}

export async function readReport(actionId: string): Promise<string> {
  return (await getJson<Report>(addressOf(`/actions/${actionId}/report`))).report
}
