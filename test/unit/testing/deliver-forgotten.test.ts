import { expect, it } from '@jest/globals'
import { defineHandler } from '../../../lib/handler.ts'
import { deliverForgotten } from '../../../lib/testing.ts'

it('parks a failed erasure, also at a handler that skips failed events', async () => {
  const handler = defineHandler({
    on: '*',
    onFailure: 'skip',
    retry: { attempts: 1 },
    run: () => undefined,
    onForgotten: () => {
      throw new Error('the target is down')
    },
  })
  const subject = { company: 'ACME', kind: 'userId', key: '4711' }
  expect(await deliverForgotten(handler, subject)).toMatchObject({ outcome: 'failed', parks: true })
})
