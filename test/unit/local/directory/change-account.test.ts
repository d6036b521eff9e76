import { describe, expect, it } from '@jest/globals'
import { changeAccount } from '../../../../lib/local/directory/accounts.ts'

const present = {
  userId: '20001',
  activeFrom: '2026-01-01',
  activeUntil: '2026-06-30',
  managerId: '10001',
}

describe('changeAccount', () => {
  it('opens an account', () => {
    expect(changeAccount('PUT', '20001', null, { activeFrom: '2026-03-01' })).toEqual({
      status: 201,
      account: { userId: '20001', activeFrom: '2026-03-01', activeUntil: null, managerId: null },
    })
  })

  it('opens a closed account again, under the same manager', () => {
    expect(changeAccount('PUT', '20001', present, { activeFrom: '2026-09-01' })).toEqual({
      status: 200,
      account: { ...present, activeFrom: '2026-09-01', activeUntil: null },
    })
  })

  it('changes only the requested fields', () => {
    expect(changeAccount('PATCH', '20001', present, { managerId: '10002' })).toEqual({
      status: 200,
      account: { ...present, managerId: '10002' },
    })
    expect(changeAccount('PATCH', '20001', present, { activeUntil: null }).account).toEqual({
      ...present,
      activeUntil: null,
    })
  })

  it('finds no account to change', () => {
    expect(changeAccount('PATCH', '20001', null, {})).toEqual({ status: 404, account: null })
  })

  it.each([undefined, null, [], 'x', { activeFrom: '1 March' }, { managerId: 5 }, { name: 'x' }])(
    'refuses a body that is no change: %j',
    (body) => {
      expect(changeAccount('PUT', '20001', null, body)).toEqual({ status: 422, account: null })
    },
  )
})
