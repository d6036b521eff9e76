import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createAuthenticator } from '../../../lib/auth/tokens/authenticate.ts'
import { createBenchIssuer } from './sign-tokens.ts'

/** The heap after a number of different valid tokens (MB). */
export interface TokenMemoryGrowth {
  readonly tokens: number
  /** when what may be remembered was full */
  readonly fullMb: number
  /** after all of them */
  readonly endMb: number
}

const TOKENS = 200_000
const FULL_AFTER = 20_000
const STEP = 5_000

/** Valid tokens that all differ: the memory for them must be bounded. */
export async function measureTokenMemory(): Promise<TokenMemoryGrowth> {
  const issuer = createBenchIssuer('ES256')
  const authenticator = createAuthenticator([issuer.issuer])
  authenticator.start()
  let fullMb = Number.NaN
  try {
    for (let count = STEP; count <= TOKENS; count += STEP) {
      for (const token of await issuer.sign(STEP)) {
        await authenticator.authenticate([`Bearer ${token}`])
      }
      if (count === FULL_AFTER) fullMb = heapMb()
    }
    return { tokens: TOKENS, fullMb, endMb: heapMb() }
  } finally {
    authenticator.close()
  }
}

function heapMb(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed / 1024 / 1024
}
