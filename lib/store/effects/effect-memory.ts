import type { ClientBase, Pool } from 'pg'
import { ReceiverError } from '../../errors.ts'
import { asUnavailable, failureOf } from '../db/sql-state.ts'
import { inTransaction } from '../db/transaction.ts'
import type { StartedWithoutEvent } from '../record/started-delivery.ts'
import { holdLane } from './cancel-scheduled.ts'
import { beginEffect, endEffect, findEffect } from './effects.ts'
import type { EffectMemory, EffectStart } from './memory.ts'

const RETRY_PAUSE_MS = 100

export function createEffectMemory(
  pool: Pool,
  options: { readonly instanceId: string; readonly leaseMs: number; readonly now: () => number },
): EffectMemory {
  const { instanceId, leaseMs, now } = options

  async function held<Result>(
    delivery: StartedWithoutEvent,
    work: (client: ClientBase) => Promise<Result>,
  ): Promise<Result> {
    return inTransaction(pool, async (client) => {
      if (!(await holdLane(client, { ...delivery, instanceId }))) throw leaseLost()
      return work(client)
    })
  }

  return {
    begin: (delivery, name) =>
      held(delivery, async (client): Promise<EffectStart> => {
        const known = await findEffect(client, delivery, name)
        if (known?.finished === true) return { kind: 'finished', result: known.result }
        await beginEffect(client, delivery, name)
        return { kind: 'begun', inDoubt: known !== null }
      }).catch(asUnavailable),
    async end(delivery, name, result) {
      const deadline = now() + leaseMs
      for (;;) {
        try {
          return await held(delivery, (client) => endEffect(client, delivery, name, result))
        } catch (error) {
          const lost = error instanceof ReceiverError || failureOf(error) === 'data'
          if (lost || now() > deadline) return asUnavailable(error)
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS))
      }
    },
  }
}

function leaseLost(): ReceiverError {
  return new ReceiverError(
    'lease_lost',
    "expected the lane's lease to be ours, another instance has it: this attempt has no effect any more",
  )
}
