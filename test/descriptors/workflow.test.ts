import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { PROJECT_ROOT, readJson, readYaml } from '../support/descriptors/project.ts'

interface Workflow {
  readonly on: Record<string, unknown>
  readonly permissions: unknown
  readonly jobs: Record<string, { readonly steps: readonly Step[] }>
}
interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Record<string, unknown>
}

const workflow = readYaml('.github/workflows/ci.yml') as Workflow
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)

describe('the workflow of GitHub Actions', () => {
  it('runs .ci/run and no other command, for every push to main and every pull request', () => {
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run'])
    expect(workflow.on).toEqual({ push: { branches: ['main'] }, pull_request: null })
    expect(() => accessSync(path.join(PROJECT_ROOT, '.ci/run'), constants.X_OK)).not.toThrow()
  })

  it('takes the version of Node from package.json', () => {
    const setup = steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'))
    expect(setup?.with).toEqual({ 'node-version-file': 'package.json' })
    expect(readJson('package.json')).toMatchObject({ engines: { node: '^24' } })
  })

  it('can only read the repository', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
  })
})
