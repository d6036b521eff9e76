import type { MemoryPoint } from '../support/memory.ts'

/** Messages of the fuzzed service to the run, besides its answers. */
export type ServiceMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'memory'; readonly point: MemoryPoint }
  /** an error that the service did not expect: there should be none */
  | { readonly kind: 'trouble'; readonly what: string; readonly correlationId: string | null }
  | { readonly kind: 'warning'; readonly what: string }
