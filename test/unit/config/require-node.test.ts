import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { PROJECT_ROOT } from '../../support/descriptors/project.ts'

/** The guard's message in a process that pretends to be another platform. */
function guard(platform: string, arch: string, header: object = {}) {
  const pretence = `const values = ${JSON.stringify({ platform, arch })}
    for (const name in values) Object.defineProperty(process, name, { value: values[name] })
    Object.defineProperty(process, 'report', { value: { getReport: () => (${JSON.stringify({ header })}) } })
    Object.defineProperty(process.versions, 'node', { value: '22.4.0' })`
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(pretence)}`,
      'lib/config/require-node.js',
    ],
    { cwd: PROJECT_ROOT, encoding: 'utf8' },
  )
  return { status, stderr }
}

describe('on another Node than 24', () => {
  it.each([
    ['linux', 'x64', { glibcVersionRuntime: '2.41' }],
    ['linux', 'arm64', { glibcVersionRuntime: '2.41' }],
    ['win32', 'x64', {}],
  ])('%s-%s gets the Node of the packages', (platform, arch, header) => {
    const { status, stderr } = guard(platform, arch, header)
    expect(status).toBe(1)
    expect(stderr).toMatch(
      /^node_version: expected Node 24, this is Node 22\.4\.0 \(.*\): run "npm install --include=optional", which brings it/,
    )
  })

  it.each([
    ['darwin', 'arm64', 'for darwin-arm64'],
    ['win32', 'arm64', 'for win32-arm64'],
    ['linux', 'x64', 'for linux-x64 with musl'],
  ])('%s-%s is told to install it: none comes %s', (platform, arch, place) => {
    const { status, stderr } = guard(platform, arch)
    expect(status).toBe(1)
    expect(stderr).toContain(`no Node ${place} comes with this project: install Node 24`)
    expect(stderr).toContain('.nvmrc')
  })
})

it('version managers read the same version', () => {
  for (const file of ['.nvmrc', '.node-version']) {
    expect(readFileSync(`${PROJECT_ROOT}/${file}`, 'utf8')).toBe('24\n')
  }
})
