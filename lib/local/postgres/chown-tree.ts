import { lchown, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Gives a folder and everything in it to another account; links are not followed. */
export async function chownTree(
  folder: string,
  { uid, gid }: { readonly uid: number; readonly gid: number },
): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), uid, gid)
  }
  await lchown(folder, uid, gid)
}
