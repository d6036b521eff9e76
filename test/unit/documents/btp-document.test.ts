import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { environmentSchema } from '../../../lib/config/environment-schema.ts'
import { type Deployment, deploy } from '../../support/descriptors/deploy.ts'
import { mtaSchema } from '../../support/descriptors/mta-schema.ts'
import { readYaml } from '../../support/descriptors/project.ts'

const read = (name: string) => readFile(new URL(`../../../${name}`, import.meta.url), 'utf8')
const defaults = environmentSchema.parse({})

/** With the words that a reader puts in by hand. */
const ACCOUNT = {
  org: 'org',
  space: '<space>',
  defaultDomain: 'cfapps.example.com',
  ownDomains: ['example.com'],
}
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  none: [],
  'mta-trial.mtaext': ['mta-trial.mtaext'],
  'mta-production.mtaext': ['mta-production.mtaext'],
}
const mta = mtaSchema.parse(readYaml('mta.yaml'))
const deployed = (extensions: readonly string[]): Deployment =>
  deploy(
    mta,
    extensions.map((file) => readYaml(`docs/btp/${file}`)),
    ACCOUNT,
  )

function gigabytes(size: unknown): number {
  const [, count, unit = ''] = /^(\d+)([MG])$/.exec(String(size)) ?? []
  return Number(count) / (unit === 'M' ? 1_024 : 1)
}

describe('docs/btp.md', () => {
  it.each(Object.entries(EXTENSIONS))(
    'has the sizes of a deployment with %s',
    async (name, files) => {
      const { parameters } = deployed(files)
      const instances = Number(parameters.instances)
      const memory = gigabytes(parameters.memory)
      const pool = defaults.DATABASE_POOL_SIZE
      const cells = [instances, 2 * instances, instances + 1].flatMap((count) => [
        `${count * memory} GB`,
        count * pool,
      ])
      expect(await read('docs/btp.md')).toContain(
        `| ${name} | ${instances} | ${cells.join(' | ')} |`,
      )
    },
  )

  it('names every service and plan that is created', async () => {
    const entitlements = /^\| entitlements .*$/m.exec(await read('docs/btp.md'))?.[0] ?? ''
    const plans = Object.values(EXTENSIONS)
      .flatMap((files) => deployed(files).resources)
      .map(({ parameters }) => [parameters.service, parameters['service-plan']] as const)
    for (const [service, plan] of plans) {
      expect(entitlements).toMatch(new RegExp(`\`${service}\` \\([^)]*\\b${plan}\\b[^)]*\\)`))
    }
  })

  it('names every role collection as a deployment makes it', async () => {
    const config = deployed([]).resources.find((one) => one.parameters.service === 'xsuaa')
      ?.parameters.config
    const collections = (config?.['role-collections'] ?? []) as { name: string }[]
    expect(collections.length).toBeGreaterThan(0)
    const text = (await read('docs/btp.md')).replaceAll('`', '')
    for (const { name } of collections) expect(text).toContain(`*${name}*`)
  })
})

describe('docs/btp', () => {
  it('has no file to which no page leads', async () => {
    const pages = (await readdir(new URL('../../../docs/', import.meta.url))).filter((file) =>
      file.endsWith('.md'),
    )
    const text = (await Promise.all(pages.map((file) => read(`docs/${file}`)))).join('\n')
    const files = await readdir(new URL('../../../docs/btp/', import.meta.url))
    expect(files.filter((file) => !text.includes(`(btp/${file})`))).toEqual([])
  })
})

describe('docs/alerts.md', () => {
  it('has the default of the silence', async () => {
    expect(await read('docs/alerts.md')).toContain(`default ${defaults.ALERT_SILENCE_HOURS}; 0 = `)
  })
})
