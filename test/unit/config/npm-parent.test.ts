import { describe, expect, it } from '@jest/globals'
import { isNpmScript } from '../../../lib/config/npm-parent.ts'

const start = {
  environment: {
    npm_lifecycle_event: 'start',
    npm_lifecycle_script: 'node --import ./lib/config/require-node.js srv/server.ts',
  },
  cwd: '/app',
  program: '/app/srv/server.ts',
}

describe('isNpmScript', () => {
  it('knows the program of the script that npm runs', () => {
    expect(isNpmScript(start)).toBe(true)
  })

  it.each([
    ['systemd, nohup or a container started it without npm', { environment: {} }],
    [
      'a script of npm started it in the background',
      { environment: { npm_lifecycle_event: 'deploy', npm_lifecycle_script: 'sh deploy.sh' } },
    ],
    ['it is a child of the program that npm runs', { program: '/app/lib/cli/demo/child.ts' }],
    ['it runs in another folder', { cwd: '/elsewhere' }],
  ])('says no where %s', (_case, change) => {
    expect(isNpmScript({ ...start, ...change })).toBe(false)
  })
})
