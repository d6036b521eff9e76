import { describe, expect, it } from '@jest/globals'
import { planDisasters } from '../../../lab/chaos/disaster-plan.ts'
import { FORGET_MOMENTS } from '../../../lab/chaos/forget-steps.ts'
import { readOptions } from '../../../lab/chaos/options.ts'
import { createRandom } from '../../../lib/local/connector/seeded-random.ts'

describe('the plan of a chaos run', () => {
  it.each([[['--quick']], [[]]])('kills at each step of an erasure with %j', (args) => {
    const plan = planDisasters(readOptions(args), createRandom(1))
    const moments = plan.flatMap((one) => (one.kind === 'forget' ? [one.killAt] : []))
    expect(moments).toContain(null)
    for (const moment of FORGET_MOMENTS) expect(moments).toContain(moment)
  })
})
