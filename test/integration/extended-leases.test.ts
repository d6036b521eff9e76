import { describe, expect, it } from '@jest/globals'
import { createPool } from '../../lib/store/db/database.ts'
import { extendLeases } from '../../lib/store/deliver/extend-leases.ts'
import { useDispatchBed } from '../support/dispatch-bed.ts'

describe('the leases of a paused instance', () => {
  const dispatch = useDispatchBed()

  it('are extended, those of others and waiting lanes are not', async () => {
    let letGo = () => {}
    const gate = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await dispatch.start({ slow: { on: '*', timeoutMs: 600_000, run: () => gate } })
    await dispatch.send('a', 'b')
    await dispatch.bed.found(2, 'select from lane where leased_by is not null')
    const pool = createPool(() => ({ kind: 'socket', ...dispatch.bed.database.connection }), {
      ...{ name: 'test', max: 1, onError: () => undefined },
    })
    const far = () =>
      dispatch.bed.rows(`select from lane where due_at > now() + interval '9 minutes'`)
    try {
      await extendLeases(pool, ['01920000-0000-7000-8000-000000000001'], 600_000)
      expect(await far()).toHaveLength(0)
      await extendLeases(pool, [dispatch.instance.service.instanceId], 600_000)
      expect(await far()).toHaveLength(2)
      letGo()
      await dispatch.bed.settled()
      await extendLeases(pool, [dispatch.instance.service.instanceId], 600_000)
      expect(await far()).toHaveLength(0)
    } finally {
      letGo()
      await pool.end()
    }
  })
})
