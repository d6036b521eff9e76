import { checkDestinationName, type DestinationsConfig } from '../../config/destinations.ts'
import { callTarget } from './call-target.ts'
import { createDestination, unknownDestination } from './create-destination.ts'
import type { DestinationSource } from './destination.ts'
import { fetchTarget } from './fetch-target.ts'
import type { FindTarget, Target } from './target.ts'

/**
 * The destinations of this installation: those of DESTINATIONS first, then those of the bound
 * service.
 */
export function createDestinations({ named, bound }: DestinationsConfig): DestinationSource {
  const targets = new Map<string, Target>()
  for (const [name, config] of named) targets.set(name, fetchTarget(name, config))
  let platform: Promise<FindTarget> | null = null

  const find: FindTarget = async (name) => {
    const known = targets.get(name)
    if (known !== undefined) return known
    if (!bound) throw unknownDestination(name)
    platform ??= import('./cloud-sdk-target.ts').then(({ findByCloudSdk }) => findByCloudSdk())
    return (await platform)(name)
  }
  return {
    destination(name) {
      checkDestinationName(name)
      return createDestination(name, callTarget(name, find))
    },
  }
}
