import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readBindingFiles } from '../../../lib/config/bindings/binding-files.ts'
import { writeKubernetesFolder } from '../../support/kubernetes-folder.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'bindings-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const read = () => readBindingFiles({ SERVICE_BINDING_ROOT: root })

describe('readBindingFiles', () => {
  it('reads nothing where no variable names a file', () => {
    const nothing = { vcapServices: null, folders: null, mistakes: [] }
    expect(readBindingFiles({})).toEqual(nothing)
    expect(readBindingFiles({ VCAP_SERVICES_FILE_PATH: '', SERVICE_BINDING_ROOT: '' })).toEqual(
      nothing,
    )
  })

  it('follows the links of Kubernetes and leaves out what it keeps for itself', async () => {
    const folder = path.join(root, 'auth')
    await writeKubernetesFolder(folder, { type: 'xsuaa', clientsecret: 'one', '.metadata': '{}' })
    expect(read()).toMatchObject({
      folders: { auth: { '.metadata': '{}', clientsecret: 'one', type: 'xsuaa' } },
      mistakes: [],
    })
    await writeKubernetesFolder(folder, { type: 'xsuaa', clientsecret: 'two', '.metadata': '{}' })
    expect(read().folders).toEqual({
      auth: { '.metadata': '{}', clientsecret: 'two', type: 'xsuaa' },
    })
  })

  it('passes over files beside the folders and folders within them', async () => {
    await writeFile(path.join(root, 'README'), 'x')
    await mkdir(path.join(root, 'auth', 'inner'), { recursive: true })
    await writeFile(path.join(root, 'auth', 'type'), 'xsuaa')
    expect(read().folders).toEqual({ auth: { type: 'xsuaa' } })
  })

  it('says what cannot be read, and goes on with the rest', async () => {
    await writeFile(path.join(root, 'services'), '{}')
    const missing = path.join(root, 'missing')
    expect(
      readBindingFiles({
        VCAP_SERVICES_FILE_PATH: path.join(root, 'services'),
        SERVICE_BINDING_ROOT: missing,
      }),
    ).toEqual({
      vcapServices: '{}',
      folders: null,
      mistakes: ['SERVICE_BINDING_ROOT: expected a folder that can be read (ENOENT)'],
    })
    expect(readBindingFiles({ VCAP_SERVICES_FILE_PATH: missing }).mistakes).toEqual([
      'VCAP_SERVICES_FILE_PATH: expected a file that can be read (ENOENT)',
    ])
  })

  it('does not follow a link that leads nowhere without a word', async () => {
    await mkdir(path.join(root, 'auth'))
    await symlink('..data/type', path.join(root, 'auth', 'type'))
    expect(read().mistakes).toEqual([
      'SERVICE_BINDING_ROOT: expected a folder that can be read (ENOENT)',
    ])
  })

  it('reads no file of any size', async () => {
    await mkdir(path.join(root, 'auth'))
    await writeFile(path.join(root, 'auth', 'type'), Buffer.alloc(1024 * 1024 + 1, 'a'))
    expect(read().mistakes).toEqual([
      'SERVICE_BINDING_ROOT: expected a folder that can be read (more than 1 MiB)',
    ])
  })
})
