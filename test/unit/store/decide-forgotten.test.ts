import { describe, expect, it } from '@jest/globals'
import { DELIVERY_ACTION_KINDS } from '../../../lib/states.ts'
import { decideAction } from '../../../lib/store/actions/decide-action.ts'
import { CASES } from './delivery-cases.ts'

describe('actions on deliveries of a forgotten person', () => {
  it.each(Object.entries(CASES))('only cancel: %s', (_name, { delivery, lane }) => {
    const forgotten = { ...delivery, isForgotten: true }
    for (const kind of DELIVERY_ACTION_KINDS) {
      expect(decideAction(kind, forgotten, lane)).toEqual(
        kind === 'cancel' ? decideAction('cancel', delivery, lane) : { refused: 'forgotten' },
      )
    }
  })
})
