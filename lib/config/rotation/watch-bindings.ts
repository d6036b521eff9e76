import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'
import { ReceiverError } from '../../errors.ts'
import type { Config } from '../config.ts'
import { compareSecrets } from './compare-secrets.ts'

/** A change of the bindings; reported once. */
export type RotationEvent =
  | { readonly kind: 'renewed' }
  /** `binding_unreadable`, `binding_changed`: the last good secrets stay in use */
  | { readonly kind: 'kept'; readonly error: ReceiverError }
  /** readable again */
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
  /** reads the configuration; throws like a start */
  readonly read: () => Config
  /** interval between two reads; null = only by `look` (ms) */
  readonly intervalMs: number | null
  readonly onEvent: (event: RotationEvent) => void
}

/**
 * Uses rotated secrets without a restart. Kubernetes replaces the files of a Secret by links, which
 * file watchers miss, so this reads them periodically.
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
      // A rotation may be in progress: use only what reads the same twice.
      if (difference !== 'same' && compareSecrets(found, read()) !== 'same') return
      if (difference === 'other') throw changed()
      if (difference === 'renewed') {
        const { database, issuers: renewed, encryption } = found
        inForce = { ...inForce, database, issuers: renewed, encryption }
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

function asTrouble(error: unknown): ReceiverError {
  const isOurs = error instanceof ReceiverError
  if (isOurs && error.code === 'binding_changed') return error
  return new ReceiverError(
    'binding_unreadable',
    `expected bindings that can be read, the last good ones stay in force${isOurs ? `: ${error.message}` : ''}`,
    { cause: error },
  )
}
