import type pg from 'pg'

/** The parts of the driver's connection that describe a statement; its types do not name them. */
interface Connection {
  parse(statement: { readonly name: string; readonly text: string }): void
  describe(target: { readonly type: 'S'; readonly name: string }): void
  sync(): void
}

/** Names of the columns that a statement returns. The server plans nothing and runs nothing. */
export function describeStatement(client: pg.Client, text: string): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>()
  let columns: string[] = []
  client.query({
    submit(connection: unknown) {
      const { parse, describe, sync } = connection as Connection
      parse.call(connection, { name: '', text })
      describe.call(connection, { type: 'S', name: '' })
      sync.call(connection)
    },
    handleRowDescription({ fields }: { readonly fields: readonly { readonly name: string }[] }) {
      columns = fields.map(({ name }) => name)
    },
    handleReadyForQuery: () => resolve(columns),
    handleError: reject,
  } as unknown as pg.Submittable)
  return promise
}
