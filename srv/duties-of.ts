import { fanOut } from '../lib/duties/fan-out.ts'
import type { Duty } from '../lib/duties/keep-duties.ts'
import { releaseDue } from '../lib/store/actions/release-due.ts'
import { createRetention } from '../lib/store/retention/retention.ts'
import { retireHandlers } from '../lib/store/statements/retire-handlers.ts'
import type { DispatchParts } from './compose-dispatch.ts'
import { SILENCE_MS } from './join-installation.ts'

const SOON_MS = 1_000
const SELDOM_MS = 30_000

/** What instances that dispatch do beside it; each is done by whoever comes first. */
export function dutiesOf(parts: DispatchParts & { readonly wake: () => void }): Duty[] {
  const { config, dispatchPool, handlers, logger, report, wake } = parts
  const retention = createRetention({
    pool: dispatchPool,
    retentionMs: config.retentionMs,
    onFailure: report('retention failed, trying again'),
  })
  return [
    {
      name: 'fan-out',
      everyMs: SOON_MS,
      tend: () => fanOut(dispatchPool, handlers, wake),
    },
    {
      name: 'start dates',
      everyMs: SOON_MS,
      tend: () => releaseDue(dispatchPool, wake),
    },
    {
      name: 'handlers that nobody has',
      everyMs: SELDOM_MS,
      async tend() {
        for (const { name, open } of await retireHandlers(dispatchPool, SILENCE_MS)) {
          const line = { handler: name, open_deliveries: open }
          logger[open > 0 ? 'warn' : 'info'](line, 'no instance has this handler any more')
        }
        return false
      },
    },
    { name: 'retention', everyMs: SELDOM_MS, tend: retention.tend },
  ]
}
