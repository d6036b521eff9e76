import type { IncomingMessage } from 'node:http'

const NAME_LENGTH = 'authorization'.length

/** Every Authorization header as received: Node's parsed headers keep only the first. */
export function authorizationHeaders(request: IncomingMessage): string[] {
  const { rawHeaders } = request
  const found: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === NAME_LENGTH && name.toLowerCase() === 'authorization') {
      found.push(rawHeaders[index + 1] as string)
    }
  }
  return found
}
