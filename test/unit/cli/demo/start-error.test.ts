import { describe, expect, it } from '@jest/globals'
import { startError } from '../../../../lib/cli/demo/service-process.ts'

describe('a start that failed', () => {
  it('is shown in the words of the service', () => {
    const written = '(node:1) Warning: something\nport_in_use: expected port 4004 to be free\n'
    expect(startError(written, 'service.log')).toMatchObject({
      code: 'port_in_use',
      message: 'port_in_use: expected port 4004 to be free',
    })
  })

  it('keeps every mistake of a configuration', () => {
    const written = 'config_invalid: the configuration is not right:\n  PORT: expected a number\n'
    expect(startError(written, 'service.log').message).toBe(written.trim())
  })

  it.each([
    ['internal: the start failed with Error: x\n    at run (server.ts:1:1)\n', 'internal'],
    ['Trace: not one of ours\n    at x\n', null],
    ['', null],
  ])('points to the log where there is only a stack: %j', (written, code) => {
    expect(startError(written, 'service.log')).toMatchObject({
      code,
      message: 'the service did not start: see service.log',
    })
  })
})
