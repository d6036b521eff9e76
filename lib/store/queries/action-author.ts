/** The person or client that requested an action. */
export interface ActionAuthor {
  readonly issuer: string
  readonly clientId: string
  readonly tenant: string
  /** null = the client itself */
  readonly person: string | null
}

/** SQL of the author. @param action alias of its table */
export function authorOf(action: string): string {
  return `jsonb_build_object('issuer', ${action}.issuer, 'clientId', ${action}.client_id,
    'tenant', ${action}.tenant, 'person', ${action}.person)`
}
