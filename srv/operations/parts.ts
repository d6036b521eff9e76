import type { Authenticator } from '../../lib/auth/authenticate.ts'
import type { MessageWork } from '../../lib/store/actions/work-off-messages.ts'
import type { Pool } from '../../lib/store/database.ts'

/** What the operations API works with. */
export interface OperationsParts {
  readonly authenticator: Authenticator
  /** opaque here: only lib/store speaks to it */
  readonly pool: Pool
  readonly decodeAgain: MessageWork['decodeAgain']
  /** something became due in a lane */
  readonly onDue: () => void
  /** an action for many waits to be worked off */
  readonly onAction: () => void
  readonly onInternalError: (error: unknown, correlationId: string) => void
}
