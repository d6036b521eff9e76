import { describe, expect, it } from '@jest/globals'
import type { ClientBase, Pool } from 'pg'
import { giveVault } from '../../../lib/store/db/vault-of.ts'
import { deduplicate } from '../../../lib/store/record/deduplicate.ts'
import type { EventOfBatch } from '../../../lib/store/record/identified-event.ts'
import { memoryVault } from '../../support/test-vault.ts'

const DIGEST = 'ab'.repeat(32)

function eventOf(kind: 'event-id' | 'latest', ordinal: number): EventOfBatch {
  const identity = { id: DIGEST, content: DIGEST, kind }
  return {
    message: { id: 'message', receivedAt: new Date(0) },
    ordinal,
    toRecord: { identity, discarded: null },
  } as unknown as EventOfBatch
}

describe('the identities of a batch', () => {
  it('are all locked before another statement of the transaction can lock anything', async () => {
    const sent: string[] = []
    const client = {
      on: () => undefined,
      query: ({ name }: { name: string }) => {
        sent.push(name)
        return new Promise(() => undefined)
      },
    } as unknown as Pool
    const events = [eventOf('latest', 0), eventOf('event-id', 1)]
    const vault = await memoryVault()
    giveVault(client, vault)
    void deduplicate(client as unknown as ClientBase, events, { bodyMs: 1, recordMs: 1 })
    expect(sent).toEqual([
      'insert-dedup-keys',
      'find-identities',
      'lock-latest-records',
      'find-latest-records',
    ])
    await vault.close()
  })
})
