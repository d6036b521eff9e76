import { expect, it } from '@jest/globals'
import { createRotatedSeal, createSeal } from '../../../lib/auth/login/seal.ts'

it('a seal opens what the secret before the present one has closed, and nothing older', async () => {
  let secret = 'first secret'
  const seal = createRotatedSeal(() => secret, 'login')
  const first = await seal.close('one')
  secret = 'second secret'
  expect(await seal.open(first)).toBe('one')
  const second = await seal.close('two')
  expect(await createSeal('second secret', 'login').open(second)).toBe('two')
  secret = 'third secret'
  expect(await seal.open(second)).toBe('two')
  expect(await seal.open(first)).toBeNull()
})
