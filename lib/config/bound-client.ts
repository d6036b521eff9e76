import { z } from 'zod'
import type { Binding } from './bindings/binding.ts'

const credentialsSchema = z.looseObject({
  clientid: z.string().min(1),
  clientsecret: z.string().min(1),
})

/** The client that a binding holds, a user-provided one for example; null = there is none. */
export function boundClient(
  name: string,
  bindings: readonly Binding[],
): { readonly clientId: string; readonly clientSecret: string } | null {
  const binding = bindings.find((one) => one.name === name)
  const parsed = credentialsSchema.safeParse(binding?.credentials)
  if (!parsed.success) return null
  return { clientId: parsed.data.clientid, clientSecret: parsed.data.clientsecret }
}
