import { type FileHandle, open, rename, stat } from 'node:fs/promises'

const longestLog = 1_048_576
const longestTail = 8_192

/** What the server writes goes to a file: a pipe would break when the service ends before it. */
export interface ServerLog {
  readonly path: string
  readonly fd: number
  /** what was written since the file was opened, the last 8 KiB of it */
  tail(): Promise<string>
  close(): Promise<void>
}

/** Opens the file for appending; one of over 1 MiB is put aside first, and the older one dropped. */
export async function openServerLog(path: string): Promise<ServerLog> {
  const size = await sizeOf(path)
  if (size > longestLog) await rename(path, `${path}.1`)
  const handle = await open(path, 'a+', 0o600)
  const { size: start } = await handle.stat()
  return {
    path,
    fd: handle.fd,
    tail: () => readFrom(handle, start),
    close: () => handle.close(),
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

async function readFrom(handle: FileHandle, start: number): Promise<string> {
  const { size } = await handle.stat()
  const position = Math.max(start, size - longestTail)
  const { buffer, bytesRead } = await handle.read(
    Buffer.alloc(longestTail),
    0,
    longestTail,
    position,
  )
  return buffer.toString('utf8', 0, bytesRead)
}
