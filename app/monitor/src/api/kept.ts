import type { z } from 'zod'
import type { kept } from '../../../../lib/api/kept.ts'
import type { Json } from './json.ts'
import { addressOf, postJson } from './request.ts'
import { useGet } from './use-get.ts'

export type Kept = Json<z.output<typeof kept>>

/** The saved views and the recent hits of the user. */
export function useKept() {
  return useGet<Kept>('/kept')
}

/** @param view only values that the user chose from lists */
export function keepView(view: Readonly<Record<string, string>>): Promise<unknown> {
  return postJson(addressOf('/kept'), { view })
}

export function keepHit(hit: { messageId: string } | { subjectId: string }): Promise<unknown> {
  return postJson(addressOf('/kept'), hit)
}

export function removeKept(id: string): Promise<unknown> {
  return postJson(addressOf(`/kept/${id}/remove`), {})
}
