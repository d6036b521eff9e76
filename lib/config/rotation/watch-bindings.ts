import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'
import { ReceiverError } from '../../errors.ts'
import type { Config } from '../config.ts'
import { compareSecrets } from './compare-secrets.ts'

/** What came of a look at the bindings; each is told once, when it becomes so. */
export type RotationEvent =
  | { readonly kind: 'renewed' }
  /** `binding_unreadable`, `binding_changed`: the last good ones stay in force */
  | { readonly kind: 'kept'; readonly error: ReceiverError }
  /** what was wrong is mended again */
  | { readonly kind: 'recovered' }

export interface BindingWatch {
  /**
   * The configuration of the start with the current login of the database. The issuers are always the
   * same objects: their `clientSecret` functions return the current secrets.
   */
  current(): Config
  /** Reads the bindings now. */
  look(): void
  close(): void
}

export interface BindingWatchOptions {
  readonly config: Config
  /** reads the bindings anew; throws what a start would throw */
  readonly read: () => Config
  /** how often is looked; null = never by itself (ms) */
  readonly intervalMs: number | null
  readonly onEvent: (event: RotationEvent) => void
}

/**
 * Takes rotated secrets into use while the service runs. Kubernetes rewrites the files of a Secret in
 * place and tells nobody; links that are swapped escape file watchers, so the files are read.
 */
export function watchBindings(options: BindingWatchOptions): BindingWatch {
  const { read, onEvent } = options
  let inForce = options.config
  let trouble: ReceiverError | null = null
  // compareSecrets lets only the same issuers in the same order replace each other.
  const issuers =
    options.config.issuers?.map((issuer, index) =>
      withSecretsOf(issuer, () => inForce.issuers?.[index] ?? issuer),
    ) ?? null

  function look(): void {
    try {
      const found = read()
      const difference = compareSecrets(inForce, found)
      // A rotation may be under way between two files: only what reads the same twice is whole.
      if (difference !== 'same' && compareSecrets(found, read()) !== 'same') return
      if (difference === 'other') throw changed()
      if (difference === 'renewed') {
        inForce = { ...inForce, database: found.database, issuers: found.issuers }
        onEvent({ kind: 'renewed' })
      }
      if (trouble !== null) onEvent({ kind: 'recovered' })
      trouble = null
    } catch (error) {
      const kept = asTrouble(error)
      if (kept.message !== trouble?.message) onEvent({ kind: 'kept', error: kept })
      trouble = kept
    }
  }

  const timer = options.intervalMs === null ? null : setInterval(look, options.intervalMs).unref()
  return {
    current: () => ({ ...inForce, issuers }),
    look,
    close() {
      if (timer !== null) clearInterval(timer)
    },
  }
}

/** The issuer with the secrets that `current` has at the time of each use. */
function withSecretsOf(issuer: TrustedIssuer, current: () => TrustedIssuer): TrustedIssuer {
  const { login, proof } = issuer
  const proofSecret = ({ proof: now }: TrustedIssuer) =>
    now.kind === 'introspection' ? now.clientSecret() : ''
  return {
    ...issuer,
    ...(login && {
      login: { ...login, clientSecret: () => current().login?.clientSecret() ?? '' },
    }),
    ...(proof.kind === 'introspection' && {
      proof: { ...proof, clientSecret: () => proofSecret(current()) },
    }),
  }
}

function changed(): ReceiverError {
  return new ReceiverError(
    'binding_changed',
    'expected the bindings to bring new secrets at most, they name another database, issuer or client: what was read at the start stays in force until the next one',
  )
}

/** The list of mistakes holds no value of any binding: see readConfig. */
function asTrouble(error: unknown): ReceiverError {
  const isOurs = error instanceof ReceiverError
  if (isOurs && error.code === 'binding_changed') return error
  return new ReceiverError(
    'binding_unreadable',
    `expected bindings that can be read, the last good ones stay in force${isOurs ? `: ${error.message}` : ''}`,
    { cause: error },
  )
}
