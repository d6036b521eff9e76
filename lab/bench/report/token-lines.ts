import type { TokenCost } from '../tokens/token-cost.ts'
import type { TokenMemoryGrowth } from '../tokens/token-memory.ts'

export function tokenCostLine(cost: TokenCost): string {
  const { rememberedPerSecond, newPerSecond, rememberedCpuUs, newCpuUs, share } = cost
  const us = (value: number | null) => (value === null ? '–' : `${Math.round(value)} µs`)
  return [
    `A remembered token: ${Math.round(rememberedPerSecond)} calls/s, ${us(rememberedCpuUs)} of the service's CPU a call;`,
    `a new one for each call (RS256): ${Math.round(newPerSecond)} calls/s, ${us(newCpuUs)};`,
    `verifying is ${share === null ? '–' : `${Math.round(share * 100)} %`} of such a call.`,
  ].join(' ')
}

export function tokenMemoryLine({ tokens, fullMb, endMb }: TokenMemoryGrowth): string {
  return `Heap after ${tokens} different valid tokens: ${endMb.toFixed(1)} MB; when what is remembered was full: ${fullMb.toFixed(1)} MB.`
}
