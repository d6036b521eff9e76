import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { COMPILE_CACHE } from '../support/compile-cache.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

async function start(environment: Record<string, string>): Promise<{ code: number; text: string }> {
  const child = spawn(process.execPath, ['srv/server.ts'], {
    cwd: ROOT,
    env: { ...COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', (chunk) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  return { code, text }
}

describe('a start that cannot be', () => {
  it('in production without issuer and database says so in one go, without a stack', async () => {
    const { code, text } = await start({ NODE_ENV: 'production', PORT: 'x' })
    expect(code).toBe(1)
    expect(text).toMatch(/^config_invalid: /)
    expect(text).toContain('PORT: ')
    expect(text).toContain('no trusted issuer')
    expect(text).toContain('no database')
    expect(text).not.toContain('    at ')
  })

  it('with a bad handler names the file', async () => {
    const { code, text } = await start({ HANDLERS_DIR: 'test/fixtures/handlers/bad' })
    expect(code).toBe(1)
    expect(text).toMatch(/^handler_invalid: /)
    expect(text).toContain('not-defined.ts: expected')
    expect(text).not.toContain('    at ')
  })
})
