import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'

const FILE = fileURLToPath(
  new URL('../../fixtures/node-test/welcome-mail.node.ts', import.meta.url),
)

describe('#testing', () => {
  it("works in Node's own test runner: nothing of it knows Jest", async () => {
    const child = spawn(process.execPath, ['--test', '--test-reporter=tap', FILE], {
      env: {},
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let told = ''
    child.stdout.on('data', (chunk) => {
      told += chunk
    })
    const [code] = await once(child, 'close')
    expect(told).toMatch(/^# pass 2$/m)
    expect(told).toMatch(/^# fail 0$/m)
    expect(code).toBe(0)
  })
})
