/** Names a row of a table in the authenticated data of its sealed values. */
export interface Place {
  of(...key: readonly (string | number)[]): string
  /** SQL of the same text, for the row of a table alias. */
  sql(alias: string): string
}

function placeIn(table: string, key: readonly string[]): Place {
  return {
    of: (...values) => [table, ...values].join(':'),
    sql: (alias) =>
      `concat_ws(':', '${table}', ${key.map((column) => `${alias}.${column}`).join(', ')})`,
  }
}

const DELIVERY = ['message_id', 'ordinal', 'handler_id', 'run']

/** The rows with sealed values. A row with several adds the column's name. */
export const places = {
  subject: placeIn('subject', ['key_digest']),
  /** Also the body before a repair. */
  message: placeIn('message', ['id']),
  originalBody: placeIn('message', ['message_id']),
  event: placeIn('event', ['message_id', 'ordinal']),
  delivery: placeIn('delivery', DELIVERY),
  attempt: placeIn('attempt', [...DELIVERY, 'number']),
  effect: placeIn('effect', [...DELIVERY, 'edit', 'name']),
  editedEvent: placeIn('edited_event', [...DELIVERY, 'edit']),
  action: placeIn('action', ['id']),
} as const
