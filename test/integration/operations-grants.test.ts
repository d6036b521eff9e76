import { describe, expect, it } from '@jest/globals'
import type { Grant } from '../../lib/auth/caller.ts'
import { useDeliveryActions } from '../support/delivery-actions-bed.ts'
import { startOperations } from '../support/operations-bed.ts'

describe('actions and the grants of the caller', () => {
  const test = useDeliveryActions()
  const { start, send, stateOf, reaches } = test

  const caller = (...grants: Grant[]) => ({
    issuer: 'https://harbour.example',
    clientId: 'page',
    tenant: 't-1',
    grants: new Set(grants),
    person: true,
    user: 'someone@example.com',
    scopes: [],
    certificate: null,
  })

  it('records the person', async () => {
    await start()
    const person = await startOperations(test.bed, { caller: caller('Monitor', 'Operate') })
    await person.post('/handlers/directory/actions/hold').expect(200)
    const { body } = await person.get('/actions', { client: 'page' }).expect(200)
    expect(body.items).toEqual([
      expect.objectContaining({
        by: {
          issuer: 'https://harbour.example',
          clientId: 'page',
          tenant: 't-1',
          person: 'someone@example.com',
        },
      }),
    ])
    await person.stop()
  })

  it('shows no values without Reveal, and allows no action without Operate', async () => {
    await start()
    const id = await send('bad')
    await reaches('failed', id)
    const monitor = await startOperations(test.bed, { caller: caller('Monitor') })
    await monitor.get(`/messages/${id}`).expect(200)
    await monitor.get('/openapi.json').expect(200)
    await monitor.post('/messages/search', { person: { key: 'bad' } }).expect(200)
    for (const refusedCall of [
      monitor.get(`/messages/${id}`, { reveal: true }),
      monitor.get(`/deliveries/${id}/0/directory/0`, { reveal: true }),
      monitor.get(`/messages/${id}/body`),
      monitor.post('/messages/search', { text: 'bad' }),
      monitor.post('/events/search', { text: 'bad' }),
      monitor.post('/deliveries/search', { text: 'bad' }),
      monitor.post(`/deliveries/${id}/0/directory/0/actions/replay`),
      monitor.post('/deliveries/actions/replay', { filter: {}, dryRun: true }),
    ]) {
      const { body } = await refusedCall.expect(403)
      expect(body.error.code).toBe('grant_missing')
    }
    expect((await monitor.read('/actions')).items).toEqual([])
    expect(await stateOf(id)).toMatchObject({ state: 'failed' })
    await monitor.stop()
  })
})
