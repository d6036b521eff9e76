import { z } from 'zod'
import type { BindingSource, ReadBindings } from './binding.ts'
import { parseJson } from './parse-json.ts'

const servicesSchema = z.record(
  z.string(),
  z.array(
    z.looseObject({
      name: z.string().default(''),
      credentials: z.record(z.string(), z.unknown()),
    }),
  ),
)

/** The bindings of a VCAP_SERVICES in the order given, from the variable or from its file. Pure. */
export function readVcapServices(text: string, source: BindingSource): ReadBindings {
  if (text.trim() === '') return { bindings: [], mistakes: [] }
  const result = servicesSchema.safeParse(parseJson(text))
  if (!result.success) {
    const mistake = `${source}: expected an object of service labels with lists of bindings`
    return { bindings: [], mistakes: [mistake] }
  }
  const bindings = Object.entries(result.data).flatMap(([label, list]) =>
    list.map(({ name, credentials }) => ({ source, label, name, credentials })),
  )
  return { bindings, mistakes: [] }
}
