import { z } from 'zod'
import { readYaml } from '../../../test/support/descriptors/project.ts'

const mta = z.object({
  modules: z.array(
    z.object({
      parameters: z.object({ memory: z.string().regex(/^\d+M$/) }),
      properties: z.object({
        NODE_OPTIONS: z.string(),
        MALLOC_ARENA_MAX: z.string(),
        MALLOC_MMAP_THRESHOLD_: z.string(),
      }),
    }),
  ),
})

/** How much memory a deployed process gets, and the settings by which it stays within it. */
export function serviceLimits() {
  const [module] = mta.parse(readYaml('mta.yaml')).modules
  if (module === undefined) throw new Error('expected a module in mta.yaml, there is none')
  return { memoryMb: Number.parseInt(module.parameters.memory, 10), environment: module.properties }
}
