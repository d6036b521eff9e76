import { readFile } from 'node:fs/promises'
import { ReceiverError } from '../../errors.ts'

const MAX_CHARACTERS = 64 * 1024

/**
 * The token in a file: bare, behind "Bearer", or in the answer of a token endpoint.
 * @param file `-` = standard input
 */
export async function readToken(file: string): Promise<string> {
  const text = (file === '-' ? await readInput() : await readFile(file, 'utf8')).trim()
  const token = text.startsWith('{') ? answerOf(text) : text.replace(/^bearer\s+/i, '')
  if (/^\S+$/.test(token) && token.length <= MAX_CHARACTERS) return token
  throw notOne()
}

/** What a token endpoint answered (RFC 6749 section 5.1). */
function answerOf(text: string): string {
  try {
    const { access_token: token } = JSON.parse(text) as Record<string, unknown>
    return typeof token === 'string' ? token : ''
  } catch {
    return ''
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function notOne(): ReceiverError {
  return new ReceiverError(
    'request_malformed',
    'Expected a file with one token, bare or as the token endpoint answered it; something else is in it.',
  )
}
