import { ReceiverError } from '../../errors.ts'
import { createDestination } from './create-destination.ts'
import type { DestinationSource } from './destination.ts'

/** Where none are known. */
export const noDestinations: DestinationSource = {
  destination: (name) =>
    createDestination(name, async () => Promise.reject(unknownDestination(name))),
}

export function unknownDestination(name: string): ReceiverError {
  return new ReceiverError(
    'destination_unknown',
    `Expected a destination "${name}", there is none. Create it in the subaccount and bind the destination service, or add it to DESTINATIONS.`,
  )
}
