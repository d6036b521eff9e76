import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'

let written = 0

/**
 * Writes the files of a Secret as the kubelet mounts them, or replaces them as it does: into a folder
 * of their own, to which `..data` points and into which each name is a link. The swap of `..data` is
 * what changes all of them at once.
 */
export async function writeKubernetesFolder(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  written += 1
  const version = `..2026_11_25_12_00_${written}`
  await mkdir(path.join(folder, version), { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(folder, version, name), text)
  }
  await symlink(version, path.join(folder, '..data_tmp'))
  await rename(path.join(folder, '..data_tmp'), path.join(folder, '..data'))
  for (const name of await readdir(folder)) {
    if (!name.startsWith('..') && !(name in files)) await rm(path.join(folder, name))
  }
  for (const name of Object.keys(files)) {
    await rm(path.join(folder, name), { force: true })
    await symlink(path.join('..data', name), path.join(folder, name))
  }
}
