import path from 'node:path'
import { expect, it } from '@jest/globals'
import { compile, ROOT } from '../support/compile.ts'

it('event types that a project adds have their keys and parameters', async () => {
  expect(await compile(path.join(ROOT, 'test/types/extended'))).toBe('')
})
