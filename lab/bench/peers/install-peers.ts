import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

export interface PeerPackages {
  readonly name: string
  readonly title: string
  /** with exact versions */
  readonly packages: Readonly<Record<string, string>>
}

export const peers: readonly PeerPackages[] = [
  {
    name: 'cap',
    title: "CAP's event queue on PostgreSQL",
    packages: { '@sap/cds': '10.1.1', '@cap-js/postgres': '2.3.0' },
  },
  {
    name: 'pg-boss',
    title: 'pg-boss with key_strict_fifo',
    packages: { 'pg-boss': '12.38.0' },
  },
  {
    name: 'graphile-worker',
    title: 'graphile-worker with a queue per key',
    packages: { 'graphile-worker': '0.18.0' },
  },
]

export interface InstalledPeer {
  readonly folder: string
  remove(): Promise<void>
}

/** Some of them may not be part of this project, by their licence: they are installed elsewhere and removed again. */
export async function installPeer({ name, packages }: PeerPackages): Promise<InstalledPeer> {
  const parent = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-peer-'))
  const folder = path.join(parent, name)
  const remove = () => rm(parent, { recursive: true, force: true })
  try {
    await mkdir(folder)
    const manifest = { private: true, dependencies: packages }
    await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest))
    await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      timeout: 180_000,
    })
    return { folder, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
